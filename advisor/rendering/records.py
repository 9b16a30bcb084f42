"""Decision records in MADR 4.0: one Markdown file for each decision, and their index.

Everything a record says comes from the recommendation and the rule base; the templates only lay it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.rendering import argument, wording
from advisor.rendering.environment import Markdown, code_span, link, markdown_environment, web_address
from advisor.rendering.views import DecisionView, Dossier, Line, record_numbers

FOLDER = "decisions"
MOST_DRIVERS = 7
MOST_WAITING = 5
MOST_LINES = 6
MOST_LINES_OF_UNLIKELY = 2


@dataclass(frozen=True)
class Row:
    """A line of the index of decisions."""

    number: int
    title: Markdown
    chosen: str
    sure: str
    runner_up: str


def record_path(number: int, decision: str) -> str:
    """Where the record of a decision lies inside the output folder: ``decisions/0004-feature-computation.md``."""
    return f"{FOLDER}/{_file_name(number, decision)}"


def _file_name(number: int, decision: str) -> str:
    return f"{number:04d}-{decision.replace('_', '-')}.md"


def decision_records(dossier: Dossier) -> dict[str, str]:
    """The records of all decisions that apply, and ``decisions/index.md``, by path inside the output folder."""
    paths = {name: _file_name(view.number, name) for name, view in dossier.views.items()}
    template = markdown_environment().get_template("records/record.md.jinja")
    records = {
        record_path(view.number, name): template.render(
            view=view,
            recommendation=dossier.recommendation,
            date=dossier.date,
            heading=wording.heading(view.chosen.phrase),
            drivers=view.drivers[:MOST_DRIVERS],
            lesser_drivers=[driver.name for driver in view.drivers[MOST_DRIVERS:]],
            chart=name in dossier.charts,
            diagrams=list(dossier.diagrams),
            definitions=_definitions(view),
            waiting=view.waiting[:MOST_WAITING],
            most_lines=lambda item: MOST_LINES if item.likely else MOST_LINES_OF_UNLIKELY,
            trail=_Trail(paths, record_numbers(dossier.knowledge)),
        )
        for name, view in dossier.views.items()
    }
    return {**records, f"{FOLDER}/index.md": _index(dossier, paths)}


@dataclass(frozen=True)
class _Trail:
    """Where a line comes from: citations, the rule's id, the records of other decisions that it reads."""

    paths: dict[str, str]
    numbers: dict[str, int]

    def __call__(self, line: Line) -> Markdown:
        parts = ["".join(f"[{source}]" for source in line.sources), code_span(line.origin)]
        for name in line.decisions:
            label = f"record {self.numbers[name]}"
            parts.append(link(label, self.paths[name]) if name in self.paths else label)
        return Markdown(", ".join(part for part in parts if part))


def _definitions(view: DecisionView) -> list[Markdown]:
    """Markdown link definitions for the citations of sources that have an address."""
    addresses = {name: web_address(source.url) for name, source in view.sources}
    return [Markdown(f"[{name}]: {address}") for name, address in addresses.items() if address]


def _index(dossier: Dossier, paths: Mapping[str, str]) -> str:
    numbers, recommendation = record_numbers(dossier.knowledge), dossier.recommendation
    decisions = dossier.knowledge.decisions
    return (
        markdown_environment()
        .get_template("records/index.md.jinja")
        .render(
            recommendation=recommendation,
            date=dossier.date,
            rows=[index_row(view, paths[name]) for name, view in dossier.views.items()],
            absent=[
                (numbers[name], decisions[name], advice)
                for name, advice in recommendation.decisions.items()
                if advice.option is None
            ],
            open=[decisions[name].title for name in argument.still_open(recommendation)],
        )
    )


def index_row(view: DecisionView, path: str) -> Row:
    """The line of one decision in an index, linked to its record at ``path``."""
    return Row(
        view.number, link(view.decision.title, path), view.chosen.title, sure_in_words(view), runner_up_in_words(view)
    )


def sure_in_words(view: DecisionView) -> str:
    """How sure the recommendation is, or that the team had decided before."""
    return "fixed" if view.advice.fixed else wording.percent(view.advice.probability)


def runner_up_in_words(view: DecisionView) -> str:
    """The runner-up with its probability, or why there is none."""
    if view.runner_up is None:
        return "not weighed" if view.advice.fixed else "none possible"
    return f"{wording.plain(view.runner_up.title)}, {wording.percent(view.runner_up_probability)}"
