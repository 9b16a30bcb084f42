"""What ``recommend`` and ``explain`` print: text for a terminal of up to 100 columns, complete without colour."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import DecisionAdvice, Recommendation
from advisor.rendering import argument, openquestions, summary, wording
from advisor.rendering.study import alternative_rows, closing_text, price_text, simpler_text
from advisor.rendering.views import DecisionView, Line, decision_view

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from advisor.reasoning.closings import Closing
    from advisor.reasoning.conflicts import Conflict
    from advisor.reasoning.flips import Flip
    from advisor.reasoning.simplest import SimplestSufficient
    from advisor.recommendation.study import Price

WIDTH = 100
INDENT = 2
GAP = 2
WIDEST, NARROWEST = 24, 12
MOST_UNKNOWN = 4


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to colour what goes to ``stream``: a terminal, and no ``NO_COLOR`` (no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR")


def recommendation_text(
    recommendation: Recommendation, knowledge: KnowledgeBase, *, path: str, colour: bool = False, width: int = WIDTH
) -> str:
    """The recommendation on one screen.

    Args:
        path: the system file, for the commands to try next.
        width: columns of the terminal.
    """
    from rich.text import Text

    page = _Page(colour, width)
    name = wording.plain(recommendation.system.name)
    answered, stamp = summary.answered(recommendation, knowledge), summary.knowledge_stamp(recommendation)
    page.add(Text.assemble((name, "bold"), f" · {answered} · {stamp}"))
    page.gap()
    page.indented(Text(summary.headline(recommendation, knowledge), style="bold"))
    if not recommendation.feasible:
        _add_conflicts(page, recommendation.conflicts)
        return page.text()
    numbers = summary.key_numbers(recommendation)
    if numbers:
        page.indented(" · ".join(f"{label}: {value}" for label, value in numbers))
    page.gap()
    page.indented(_decision_table(recommendation, knowledge, width))
    page.gap()
    if recommendation.open_questions:
        page.indented(_open_table(recommendation, knowledge, width))
        page.gap()
    for label, items in _closing_lists(recommendation, knowledge):
        if items:
            page.indented(Text.assemble((f"{label}: ", "bold"), ", ".join(items) + "."))
    page.indented(Text.assemble(("Next: ", "bold"), _next_commands(recommendation, path)))
    return page.text()


def explanation_text(
    recommendation: Recommendation,
    knowledge: KnowledgeBase,
    decision: str,
    turning: Turning | None = None,
    *,
    colour: bool = False,
    width: int = WIDTH,
) -> str:
    """Why a decision came out as it did: what carries it, why not the others, which answers it reads.

    Args:
        turning: what would change it, if that was looked for.
        width: columns of the terminal.
    """
    from rich.text import Text

    page = _Page(colour, width)
    about = knowledge.decisions[decision]
    page.add(Text.assemble((wording.plain(about.title), "bold"), f" · {wording.plain(recommendation.system.name)}"))
    page.add(f"{wording.plain(about.question)} {wording.plain(about.why)}")
    page.gap()
    advice = recommendation.decisions[decision]
    if advice.option is None:
        page.indented("No option satisfies the answers." if advice.applicable else "It does not apply to this system.")
        return page.text()
    view = decision_view(recommendation, knowledge, decision)
    page.indented(Text(_outcome(view), style="bold"))
    if advice.closed_by and turning is None:
        page.indented(f"Answers that would tell most: {', '.join(advice.closed_by)}.")
    if turning is not None:
        _add_turning(page, turning, advice, knowledge)
    for item in view.options:
        page.gap()
        page.add(Text(f"{wording.plain(item.option.title)} ({item.standing})", style="bold"))
        page.indented(_lines_table(item.lines) if item.lines else "No rule speaks for or against it.")
    page.gap()
    _add_answers(page, view)
    _add_sources(page, view)
    return page.text()


@dataclass(frozen=True)
class Turning:
    """What would change one decision, and what it rests on.

    Attributes:
        price: what it costs, where it is fixed.
        closings: answers that close it, where it is open.
        keeps: share of the priority space in which the option stays recommended.
        simplest: of the whole architecture.
    """

    flips: tuple[Flip, ...]
    price: Price | None
    closings: tuple[Closing, ...]
    keeps: float
    simplest: SimplestSufficient


class _Page:
    """Collects lines of text as rich lays them out, without trailing blanks."""

    def __init__(self, colour: bool, width: int) -> None:
        from rich.console import Console

        self._buffer = StringIO()
        self._console: Console = Console(
            file=self._buffer,
            width=width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            no_color=not colour,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def add(self, item: RenderableType) -> None:
        self._console.print(item)

    def indented(self, item: RenderableType) -> None:
        from rich.padding import Padding

        self._console.print(Padding(item, (0, 0, 0, INDENT)))

    def gap(self) -> None:
        self._console.print()

    def text(self) -> str:
        return "".join(line.rstrip() + "\n" for line in self._buffer.getvalue().splitlines())


def _table(*columns: int | None) -> Table:
    """A borderless table with columns of at most the given widths; longer text is wrapped."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim", expand=False)
    for width in columns:
        table.add_column(overflow="fold", max_width=width)
    return table


def _decision_table(recommendation: Recommendation, knowledge: KnowledgeBase, room: int) -> Table:
    """One line for each decision; what does not fit is cut off, in the last column first, which may go altogether."""
    from rich.text import Text

    taken = argument.taken(recommendation)
    titles = ("decision", "recommended", "sure", "runner-up", "rests on")
    rows = [_decision_row(recommendation, knowledge, name) for name in taken]
    room -= INDENT
    table = _table()
    columns = 0
    for number, title in enumerate(titles):
        longest = max(len(row[number]) for row in (titles, *rows))
        width = min(longest, WIDEST, room)
        if width < min(longest, NARROWEST):
            break
        columns += 1
        table.add_column(title, width=width, no_wrap=True, overflow="ellipsis")
        room -= width + GAP
    for row, advice in zip(rows, taken.values(), strict=True):
        styles = ("", "bold", "yellow" if advice.open else "", "", "")
        cells = [Text(cell, style=style) for cell, style in zip(row, styles, strict=True)]
        table.add_row(*cells[:columns])
    return table


def _decision_row(recommendation: Recommendation, knowledge: KnowledgeBase, name: str) -> tuple[str, ...]:
    decision, advice = knowledge.decisions[name], recommendation.decisions[name]
    if advice.runner_up is None:
        runner_up = "not weighed" if advice.fixed else "none possible"
    else:
        share = wording.percent(advice.options[advice.runner_up].probability)
        runner_up = f"{share} {wording.plain(decision.options[advice.runner_up].title)}"
    return (
        wording.plain(decision.short),
        wording.plain(decision.options[str(advice.option)].title),
        "fixed" if advice.fixed else wording.percent(advice.probability),
        runner_up,
        "your decision" if advice.fixed else ", ".join(summary.rests_on(recommendation, name)) or "usual odds",
    )


def _open_table(recommendation: Recommendation, knowledge: KnowledgeBase, room: int) -> Table:
    """The questions to answer next, one a line; what they tell most of is cut off at the edge."""
    from rich.text import Text

    titles = ("answer next", "may change", "decisions", "bits", "mostly about")
    rows = [openquestions.row(one, knowledge) for one in recommendation.open_questions[:MOST_UNKNOWN]]
    widths = [max(len(row[number]) for row in (titles, *rows)) for number in range(len(titles))]
    widths[-1] = min(widths[-1], max(room - INDENT - sum(width + GAP for width in widths[:-1]), NARROWEST))
    table = _table()
    for title, width in zip(titles, widths, strict=True):
        table.add_column(title, width=width, no_wrap=True, overflow="ellipsis")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _closing_lists(recommendation: Recommendation, knowledge: KnowledgeBase) -> list[tuple[str, list[str]]]:
    return [
        ("Too close to call", summary.open_decisions(recommendation, knowledge)),
        (
            "Does not apply",
            [
                wording.plain(knowledge.decisions[name].title)
                for name, advice in recommendation.decisions.items()
                if not advice.applicable
            ],
        ),
        (
            "Similar systems",
            [f"{wording.plain(item.title)} ({wording.plain(item.organisation)})" for item in recommendation.similar],
        ),
    ]


def _next_commands(recommendation: Recommendation, path: str) -> str:
    unsure = min(argument.taken(recommendation).values(), key=lambda advice: advice.probability)
    file = shlex.quote(wording.plain(path))
    folder = shlex.quote(f"out/{wording.file_name(recommendation.system.name)}")
    return f"advisor explain {file} {unsure.decision} · advisor build {file} -o {folder}"


def _add_conflicts(page: _Page, conflicts: Iterable[Conflict]) -> None:
    for number, conflict in enumerate(conflicts, start=1):
        page.gap()
        page.indented(f"{number}. {wording.sentence(conflict.text)}")
        if conflict.relaxations:
            page.indented("   Enough by itself:")
        for change in conflict.relaxations:
            page.indented(f"   - {wording.plain(change.text)}")


def _outcome(view: DecisionView) -> str:
    chosen, advice = wording.plain(view.chosen.title), view.advice
    if advice.fixed:
        return f"{chosen}: taken by the team before the advice, respected and not weighed."
    if view.runner_up is None:
        return f"{chosen}: the only option that the answers and the other decisions leave."
    other, share = wording.plain(view.runner_up.title), wording.percent(view.runner_up_probability)
    if advice.open:
        return f"{chosen}, {wording.percent(advice.probability)}: too close to call against {other}, {share}."
    behind = f", behind by {wording.odds(view.lead)}" if view.lead and view.lead >= argument.NOTICEABLE else ""
    return f"{chosen}, {wording.percent(advice.probability)} sure. Runner-up: {other}, {share}{behind}."


def _lines_table(lines: Iterable[Line]) -> Table:
    from rich.text import Text

    table = _table(20, None)
    table.show_header = False
    for line in lines:
        colour = "green" if line.verdict.startswith("For") else "red"
        origin = f"{line.origin} [{', '.join(line.sources)}]" if line.sources else line.origin
        table.add_row(Text(line.verdict, style=colour), Text.assemble(line.text, " ", (origin, "dim")))
    return table


def _add_turning(page: _Page, turning: Turning, advice: DecisionAdvice, knowledge: KnowledgeBase) -> None:
    from rich.text import Text

    if turning.price is not None:
        for line in price_text(turning.price, knowledge):
            page.indented(line)
    else:
        page.indented(f"Stays recommended in {wording.percent(turning.keeps)} of the priority space.")
    if simpler := simpler_text(turning.simplest, advice.decision, knowledge):
        page.indented(simpler)
    page.gap()
    page.add(Text("What would change it", style="bold"))
    table = _table(26, 10, 18, None)
    for column, name in zip(table.columns, ("instead", "sure", "behind by", "turns if"), strict=True):
        column.header = name
    for row in alternative_rows(advice, turning.flips, knowledge):
        table.add_row(*(Text(cell) for cell in row))
    page.indented(table)
    if advice.open:
        page.gap()
        closing = [closing_text(one, knowledge) for one in turning.closings]
        page.add(Text("Answers that would close it", style="bold"))
        telling = f"; {wording.listing(advice.closed_by)} would tell most" if advice.closed_by else ""
        for line in closing or [f"None of the weightiest open questions closes it alone{telling}."]:
            page.indented(line)


def _add_answers(page: _Page, view: DecisionView) -> None:
    from rich.text import Text

    if not view.drivers:
        return
    page.add(Text("What it reads", style="bold"))
    table = _table(28, 30, None)
    table.show_header = False
    for driver in view.drivers:
        table.add_row(Text(driver.name), Text(driver.value or "not answered"), Text(driver.pull))
    page.indented(table)
    for barrier in view.barriers:
        page.indented(f"Only {barrier.name} ({barrier.value}) rules out {wording.listing(barrier.options)}.")
    page.gap()


def _add_sources(page: _Page, view: DecisionView) -> None:
    from rich.text import Text

    page.add(Text("Sources", style="bold"))
    table = _table(None, None)
    table.show_header = False
    for name, source in view.sources:
        where = f" {wording.plain(source.url)}" if source.url else ""
        table.add_row(
            Text(name), Text(f"{wording.plain(source.authors)} ({source.year}). {wording.plain(source.title)}.{where}")
        )
    page.indented(table)
