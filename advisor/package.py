"""Everything that is written about one recommendation: the architecture drawn, the records, the report, as bytes."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.architecture.checks import check_architecture
from advisor.architecture.compose import architecture_of
from advisor.architecture.views import views
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering.build import build_files
from advisor.rendering.charts import tradeoff_charts
from advisor.rendering.diagrams import Picture, draw
from advisor.rendering.numbercharts import number_charts
from advisor.rendering.records import record_path
from advisor.rendering.views import Dossier, record_numbers
from advisor.requirements.writing import write_system
from advisor.study import study


def package(knowledge: KnowledgeBase, recommendation: Recommendation) -> dict[str, bytes]:
    """The files of a feasible recommendation, by path inside the output folder. Equal input gives equal bytes.

    Raises:
        MissingTool: Graphviz is not there.
        AssertionError: the architecture has a finding, which would be a defect of the rule base.
    """
    architecture = architecture_of(knowledge, recommendation)
    findings = check_architecture(architecture)
    if findings:
        raise AssertionError("; ".join(str(finding) for finding in findings))
    numbers = record_numbers(knowledge)
    links = {name: f"../{record_path(numbers[name], name)}" for name in recommendation.architecture}
    pictures: Mapping[str, Picture] = {
        view.id: draw(view, numbers, links=links) for view in views(architecture) if view.boxes
    }
    dossier = Dossier(
        recommendation=recommendation,
        knowledge=knowledge,
        architecture=architecture,
        date=knowledge.date,
        diagrams={name: picture.svg for name, picture in pictures.items()},
        charts=tradeoff_charts(recommendation, knowledge),
        number_charts=number_charts(recommendation, forecast_plan(knowledge)),
        study=study(knowledge, recommendation.system, recommendation),
    )
    files = build_files(dossier, write_system(recommendation.system, knowledge.questions))
    for name, picture in pictures.items():
        files[f"diagrams/{name}.png"] = picture.png
        files[f"diagrams/{name}.dot"] = picture.dot.encode()
    return dict(sorted(files.items()))
