"""What ``recommend`` prints: text for a terminal of up to 100 columns, complete without colour."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering import argument, limits, openquestions, summary, wording
from advisor.rendering.lines import Span, cut, painted, wrapped
from advisor.rendering.ways_out import nearest_texts, views_of

if TYPE_CHECKING:
    from advisor.reasoning.conflicts import Conflict
    from advisor.recommendation.ways_out import WaysOut

WIDTH = 100
INDENT = 2
GAP = 2
WIDEST, NARROWEST = 24, 12
MOST_UNKNOWN = 4


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to colour what goes to ``stream``: a terminal, and no ``NO_COLOR`` (no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR")


def recommendation_text(
    recommendation: Recommendation,
    knowledge: KnowledgeBase,
    *,
    path: str,
    ways_out: WaysOut | None = None,
    colour: bool = False,
    width: int = WIDTH,
) -> str:
    """The recommendation on one screen.

    Args:
        path: the system file, for the commands to try next.
        ways_out: of the limits that it breaks, if they were looked for.
        width: columns of the terminal.
    """
    lines = _lines(recommendation, knowledge, path, ways_out, width)
    return "".join(painted(line, colour=colour).rstrip() + "\n" for line in lines)


def _lines(
    recommendation: Recommendation, knowledge: KnowledgeBase, path: str, ways_out: WaysOut | None, width: int
) -> Iterator[list[Span]]:
    name = wording.plain(recommendation.system.name)
    answered, stamp = summary.answered(recommendation, knowledge), summary.knowledge_stamp(recommendation)
    yield from wrapped([Span(name, "bold"), Span(f" · {answered} · {stamp}")], width)
    yield []
    yield from _indented(Span(summary.headline(recommendation, knowledge), "bold"), width=width)
    if not recommendation.feasible:
        yield from _conflicts(recommendation.conflicts, width)
        return
    numbers = summary.key_numbers(recommendation)
    if numbers:
        yield from _indented(Span(" · ".join(f"{label}: {value}" for label, value in numbers)), width=width)
    nearest = nearest_texts(ways_out, recommendation)
    for limit in limits.limits_of(recommendation):
        if limit.broken:
            said = f"{limit.text} {nearest.get(limit.answer, '')}"
            yield from _indented(Span("Beyond your limit: ", "yellow"), Span(said), width=width)
    for way in views_of(ways_out, recommendation, knowledge, path):
        yield from _indented(Span(f"{way.title}: ", "bold"), Span(way.text), width=width)
        yield from _indented(Span("Look at it: ", "bold"), Span(way.command), width=width)
    yield []
    for line in _decision_table(recommendation, knowledge, width - INDENT):
        yield [_MARGIN, *line]
    yield []
    if recommendation.open_questions:
        for line in _open_table(recommendation, knowledge, width - INDENT):
            yield [_MARGIN, *line]
        yield []
    for label, items in _closing_lists(recommendation, knowledge):
        if items:
            yield from _indented(Span(f"{label}: ", "bold"), Span(", ".join(items) + "."), width=width)
    yield from _indented(Span("Next: ", "bold"), Span(_next_commands(recommendation, path)), width=width)


_MARGIN = Span(" " * INDENT)


def _indented(*spans: Span, width: int) -> Iterator[list[Span]]:
    for line in wrapped(spans, width - INDENT):
        yield [_MARGIN, *line]


def _decision_table(recommendation: Recommendation, knowledge: KnowledgeBase, room: int) -> Iterator[list[Span]]:
    """One line for each decision."""
    taken = argument.taken(recommendation)
    titles = ("decision", "recommended", "sure", "runner-up", "rests on")
    rows = [_decision_row(recommendation, knowledge, name) for name in taken]
    widths = _widths((titles, *rows), WIDEST, room)
    yield _row(titles, ("dim",) * len(titles), widths)
    for row, advice in zip(rows, taken.values(), strict=True):
        yield _row(row, ("", "bold", "yellow" if advice.open else "", "", ""), widths)


def _open_table(recommendation: Recommendation, knowledge: KnowledgeBase, room: int) -> Iterator[list[Span]]:
    """The questions to answer next, one a line."""
    titles = ("answer next", "may change", "decisions", "bits", "mostly about")
    rows = [openquestions.row(one, knowledge) for one in recommendation.open_questions[:MOST_UNKNOWN]]
    widths = _widths((titles, *rows), room, room)
    yield _row(titles, ("dim",) * len(titles), widths)
    for row in rows:
        yield _row(row, ("",) * len(row), widths)


def _widths(rows: Sequence[Sequence[str]], widest: int, room: int) -> list[int]:
    """Of the columns; what does not fit is cut off, in the last one first, which may go altogether."""
    widths = []
    for column in zip(*rows, strict=True):
        longest = max(map(len, column))
        width = min(longest, widest, room)
        if width < min(longest, NARROWEST):
            break
        widths.append(width)
        room -= width + GAP
    return widths


def _row(cells: Iterable[str], styles: Iterable[str], widths: Iterable[int]) -> list[Span]:
    columns = zip(cells, styles, widths, strict=False)  # as many as there is room for
    return [part for cell, style, width in columns for part in (Span(cut(cell, width), style), Span(" " * GAP))]


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


def _conflicts(conflicts: Iterable[Conflict], width: int) -> Iterator[list[Span]]:
    for number, conflict in enumerate(conflicts, start=1):
        yield []
        yield from _indented(Span(f"{number}. {wording.sentence(conflict.text)}"), width=width)
        if conflict.relaxations:
            yield from _indented(Span("   Enough by itself:"), width=width)
        for change in conflict.relaxations:
            yield from _indented(Span(f"   - {wording.plain(change.text)}"), width=width)
