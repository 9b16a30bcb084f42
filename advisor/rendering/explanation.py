"""What ``explain`` prints: why a decision came out as it did, as text for a terminal, complete without colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import DecisionAdvice, Recommendation
from advisor.rendering import argument, wording
from advisor.rendering.study import alternative_rows, closing_text, knee_text, price_text, simpler_text
from advisor.rendering.terminal import GAP, INDENT, WIDTH
from advisor.rendering.views import DecisionView, Line, decision_view

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

    from advisor.reasoning.closings import Closing
    from advisor.reasoning.flips import Flip
    from advisor.reasoning.pareto import Front
    from advisor.reasoning.simplest import SimplestSufficient
    from advisor.recommendation.study import Price


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
        front: architectures that nothing beats on the two qualities of the highest priorities.
    """

    flips: tuple[Flip, ...]
    price: Price | None
    closings: tuple[Closing, ...]
    keeps: float
    simplest: SimplestSufficient
    front: Front


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


def _outcome(view: DecisionView) -> str:
    chosen, advice = wording.plain(view.chosen.title), view.advice
    if advice.fixed:
        return f"{chosen}: taken by the team before the advice, respected and not weighed."
    if view.runner_up is None:
        return f"{chosen}: the only option that the answers and the other decisions leave."
    other, share = wording.plain(view.runner_up.title), wording.percent(view.runner_up_probability)
    if advice.open:
        said = f"{chosen}, {wording.percent(advice.probability)}: too close to call against {other}, {share}."
        if view.runner_up_probability > advice.probability:
            said += f" Judged alone, {other} is the likelier choice; {chosen} goes better with the other decisions."
        return said
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
        page.indented(f"With priorities drawn at random it stays recommended in {wording.percent(turning.keeps)}.")
    if simpler := simpler_text(turning.simplest, advice.decision, knowledge):
        page.indented(simpler)
    for line in knee_text(turning.front, advice.decision, knowledge):
        page.indented(line)
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
