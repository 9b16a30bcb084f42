"""Everything that is written about one recommendation, or about two side by side, as bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.architecture.checks import check_architecture
from advisor.architecture.comparison import compare_view
from advisor.architecture.compose import architecture_of
from advisor.exports.formats import exports_of
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.comparison import compare
from advisor.recommendation.recommendation import Recommendation
from advisor.records.life import Plan, plan_records
from advisor.records.record import Record
from advisor.rendering.build import build_files
from advisor.rendering.charts import tradeoff_charts
from advisor.rendering.comparison import comparison_markdown
from advisor.rendering.diagrams import draw
from advisor.rendering.numbercharts import number_charts
from advisor.rendering.pdf import report_pdf
from advisor.rendering.pictures import draw_all, drawing, pictures_of
from advisor.rendering.records import FOLDER
from advisor.rendering.studycharts import study_charts
from advisor.rendering.typesetting import can_set
from advisor.rendering.views import Dossier, record_numbers
from advisor.requirements.writing import write_system
from advisor.study import study
from advisor.ways_out import ways_out


@dataclass(frozen=True)
class Package:
    """The files of a feasible recommendation.

    Attributes:
        files: content by path inside the output folder.
        continued: paths among them whose content was made from the file that is there already.
        plan: what becomes of the decision records.
    """

    files: Mapping[str, bytes]
    continued: frozenset[str]
    plan: Plan


def package(
    knowledge: KnowledgeBase,
    recommendation: Recommendation,
    *,
    earlier: Sequence[Record] = (),
    date: str | None = None,
    pair: tuple[str, str] | None = None,
) -> Package:
    """Everything about a feasible recommendation. Equal input gives equal bytes.

    Args:
        earlier: the decision records that are in the output folder already.
        date: ISO date of what is written; by default that of the rule base.
        pair: two numbers to draw the boundary of; by default those that tell most.

    Raises:
        MissingTool: Graphviz is not there.
        AssertionError: the architecture has a finding, which would be a defect of the rule base.
    """
    architecture = architecture_of(knowledge, recommendation)
    findings = check_architecture(architecture)
    if findings:
        raise AssertionError("; ".join(str(finding) for finding in findings))
    plan = plan_records(recommendation, record_numbers(knowledge), earlier)
    numbers = record_numbers(knowledge) | {name: entry.number for name, entry in plan.entries.items()}
    links = {name: f"../{FOLDER}/{entry.file}" for name, entry in plan.entries.items()}
    pictures = pictures_of(knowledge, recommendation, architecture, numbers, links)
    with drawing(pictures) as drawn:
        found = study(knowledge, recommendation, pair)
        dossier = Dossier(
            recommendation=recommendation,
            knowledge=knowledge,
            architecture=architecture,
            date=date or knowledge.date,
            plan=plan,
            diagrams={name: picture.svg for name, picture in pictures.items()},
            charts=tradeoff_charts(recommendation, knowledge),
            number_charts=number_charts(recommendation, forecast_plan(knowledge)),
            study_charts=study_charts(recommendation, found, knowledge),
            study=found,
            ways_out=ways_out(knowledge, recommendation),
        )
        files = build_files(dossier, write_system(recommendation.system, knowledge.questions))
        if can_set():
            files["report.pdf"] = report_pdf(dossier, pictures)
        arrangements = [picture.arrangement for picture in pictures.values() if picture.arrangement]
        exports = exports_of(architecture, lambda decision: f"../{links[decision]}", arrangements)
        files |= {f"diagrams/exports/{name}": text.encode() for name, text in exports.items()}
        files |= {f"diagrams/{name}": content for name, content in drawn().items()}
    return Package(dict(sorted(files.items())), frozenset(f"{FOLDER}/{record.file}" for record in earlier), plan)


def comparison_package(knowledge: KnowledgeBase, before: Recommendation, after: Recommendation) -> dict[str, bytes]:
    """A page on what differs between two feasible recommendations, and the architecture drawn as it is and is to be.

    Raises:
        MissingTool: Graphviz is not there.
    """
    view = compare_view(architecture_of(knowledge, before), architecture_of(knowledge, after))
    drawn = draw_all({"comparison": draw(view, record_numbers(knowledge))}) if view.boxes else {}
    picture = "comparison.svg" if drawn else None
    names = (before.system.name, after.system.name)
    page = comparison_markdown(compare(before, after), knowledge, names, picture)
    return {"comparison.md": page.encode(), **drawn}
