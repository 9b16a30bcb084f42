"""Decision records in MADR 4.0: one Markdown file for each decision, and their index.

Everything a record says comes from the recommendation and the rule base; the templates only lay it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.records.record import Record
from advisor.records.triggers import trigger_line
from advisor.rendering import argument, wording
from advisor.rendering.environment import Markdown, code_span, escape_markdown, link, markdown_environment, web_address
from advisor.rendering.views import DecisionView, Dossier, Line

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


def record_path(dossier: Dossier, decision: str) -> str:
    """Where the record of a decision lies inside the output folder: ``decisions/0004-feature-computation.md``."""
    return f"{FOLDER}/{dossier.plan.entries[decision].file}"


def decision_records(dossier: Dossier) -> dict[str, str]:
    """The records to write, those that stand, and ``decisions/index.md``, by path inside the output folder.

    Records that are there already keep their text but for their status.
    """
    paths = {name: entry.file for name, entry in dossier.plan.entries.items()}
    earlier = {record.file: record for record in dossier.earlier}
    texts = {f"{FOLDER}/{record.file}": record.text for record in dossier.earlier if record.decision is not None}
    for name, view in dossier.views.items():
        entry = dossier.plan.entries[name]
        if entry.new:
            before = earlier[entry.supersedes] if entry.supersedes else None
            texts[f"{FOLDER}/{entry.file}"] = _record(dossier, view, paths, before)
    return {**texts, f"{FOLDER}/index.md": _index(dossier, paths)}


def _record(dossier: Dossier, view: DecisionView, paths: dict[str, str], before: Record | None) -> str:
    return (
        markdown_environment()
        .get_template("records/record.md.jinja")
        .render(
            view=view,
            recommendation=dossier.recommendation,
            date=dossier.date,
            before=before,
            file=paths[view.name],
            triggers=[Markdown(trigger_line(trigger)) for trigger in view.triggers],
            heading=wording.heading(view.chosen.phrase),
            drivers=view.drivers[:MOST_DRIVERS],
            lesser_drivers=[driver.name for driver in view.drivers[MOST_DRIVERS:]],
            chart=view.name in dossier.charts,
            diagrams=list(dossier.diagrams),
            definitions=_definitions(view),
            waiting=view.waiting[:MOST_WAITING],
            most_lines=lambda item: MOST_LINES if item.likely else MOST_LINES_OF_UNLIKELY,
            trail=_Trail(paths, dossier.numbers),
        )
    )


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
    numbers, recommendation = dossier.numbers, dossier.recommendation
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
            history=_history(dossier),
            successions=_successions(dossier),
        )
    )


@dataclass(frozen=True)
class Past:
    """A line of the timeline of records."""

    date: str
    record: Markdown
    decision: str
    option: str
    status: Markdown


def _history(dossier: Dossier) -> list[Past]:
    """All records by date, then number, once some of them are no longer the newest word or are not ours."""
    entries = dossier.plan.entries
    new = [
        Record(
            entry.file,
            entry.number,
            "",
            wording.heading(dossier.views[name].chosen.phrase),
            "accepted" if dossier.views[name].advice.fixed else "proposed",
            dossier.date,
            name,
            dossier.views[name].advice.option,
            entry.supersedes,
        )
        for name, entry in entries.items()
        if entry.new
    ]
    records = [*dossier.earlier, *new]
    standing = {entry.file for entry in entries.values()}
    if all(record.file in standing for record in records):
        return []
    numbers = {record.file: record.number for record in records}
    return [
        _past(record, dossier, numbers) for record in sorted(records, key=lambda record: (record.date, record.number))
    ]


def _past(record: Record, dossier: Dossier, numbers: Mapping[str, int]) -> Past:
    decision = dossier.knowledge.decisions.get(record.decision or "")
    option = decision.options.get(record.option or "") if decision else None
    status = escape_markdown(record.status or "not stated")
    after = record.superseded_by
    if after is not None and after in numbers:
        status = Markdown(f"{status} by {link(f'{numbers[after]:04d}', after)}")
    return Past(
        record.date,
        link(f"{record.number:04d} {record.title}", record.file),
        decision.title if decision else record.decision or "",
        option.title if option else record.option or "",
        status,
    )


def _successions(dossier: Dossier) -> list[tuple[int, int]]:
    """Which record took the place of which, as pairs of numbers."""
    numbers = {record.file: record.number for record in dossier.earlier}
    numbers |= {entry.file: entry.number for entry in dossier.plan.entries.values()}
    return sorted(
        (record.number, numbers[record.superseded_by]) for record in dossier.earlier if record.superseded_by in numbers
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
