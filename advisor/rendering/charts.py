"""One trade-off chart for each decision that has a choice: how probable each option is, and what pulls at it.

Drawn as plain SVG, as all charts of numbers are: a build has twenty of them, and a library for plots would take most
of its time to draw them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Decision
from advisor.recommendation.reasons import contribution
from advisor.recommendation.recommendation import DecisionAdvice, Reason, Recommendation
from advisor.rendering import argument, plot, wording
from advisor.rendering.lettering import text_width, wrap

FOR = plot.SOLID
AGAINST = "#D55E00"
PROBABLE = "#009E73"
"""Blue, vermilion and green of the Okabe-Ito palette; what pulls down is hatched as well, so colour is never needed."""

LABELLED = 3
LABELLED_OF_LESSER = 1
"""Reasons shown by name for the two options that matter most and for each other one; the rest are summed."""


@dataclass(frozen=True)
class Pull:
    """A bar: what it says and how hard it pulls, in log-odds."""

    label: str
    effect: float


@dataclass(frozen=True)
class Band:
    """One option in the chart, with its pulls, the strongest first."""

    title: str
    probability: float
    chosen: bool
    pulls: tuple[Pull, ...]

    @property
    def total(self) -> float:
        """All pulls together, but for those that only say what does not go together."""
        return math.fsum(pull.effect for pull in self.pulls if math.isfinite(pull.effect))


def charted_decisions(recommendation: Recommendation) -> dict[str, DecisionAdvice]:
    """The decisions with more than one feasible option."""
    return {name: advice for name, advice in argument.taken(recommendation).items() if advice.runner_up is not None}


def tradeoff_charts(recommendation: Recommendation, knowledge: KnowledgeBase) -> dict[str, str]:
    """The chart of every decision that has a choice, as SVG, by decision."""
    return {
        name: tradeoff_chart(advice, knowledge.decisions[name])
        for name, advice in charted_decisions(recommendation).items()
    }


def tradeoff_chart(advice: DecisionAdvice, decision: Decision) -> str:
    """The chart of one decision as SVG, with a title and a description in words.

    Args:
        advice: of a decision with an option and a runner-up.
    """
    bands = option_bands(advice, decision)
    return _draw(finding(advice, decision), bands).finished(in_words(bands))


def finding(advice: DecisionAdvice, decision: Decision) -> str:
    """What the chart shows, as its title."""
    chosen = decision.options[str(advice.option)].title
    other = decision.options[str(advice.runner_up)].title
    shares = (wording.percent(advice.options[str(name)].probability) for name in (advice.option, advice.runner_up))
    ours, theirs = shares
    if advice.open:
        return f"{decision.title}: {chosen} ({ours}) or {other} ({theirs}) is too close to call"
    decisive = argument.decisive(advice)
    because = f" {wording.sentence(decisive.text)}" if decisive else ""
    return f"{chosen}, {ours} sure.{because}"


def option_bands(advice: DecisionAdvice, decision: Decision) -> tuple[Band, ...]:
    """The feasible options, the chosen one first, then by probability."""
    return tuple(
        Band(
            wording.plain(decision.options[name].title),
            advice.options[name].probability,
            name == advice.option,
            tuple(
                _pulls(
                    argument.speaking(advice.options[name]),
                    LABELLED if name in (advice.option, advice.runner_up) else LABELLED_OF_LESSER,
                )
            ),
        )
        for name in argument.ranked(advice)
        if advice.options[name].feasible
    )


def _pulls(reasons: tuple[Reason, ...], labelled: int) -> Iterator[Pull]:
    """The strongest reasons by name, the rest as their sum; a single one left over is named too."""
    labelled = len(reasons) if len(reasons) == labelled + 1 else labelled
    for reason in reasons[:labelled]:
        hedge = "" if reason.certainty >= 1 else f" ({wording.percent(reason.certainty)} likely to hold)"
        yield Pull(wording.sentence(reason.text) + hedge, contribution(reason))
    rest = [contribution(reason) for reason in reasons[labelled:]]
    if rest:
        yield Pull(f"{wording.counted(len(rest), 'weaker reason')}, summed", math.fsum(rest))


def in_words(bands: tuple[Band, ...]) -> str:
    """The chart's content for those who can't see it."""
    return " ".join(
        f"{band.title}: {wording.percent(band.probability)}. "
        + " ".join(
            f"{wording.weight(pull.effect) if math.isfinite(pull.effect) else 'Not together'}: {pull.label}"
            for pull in band.pulls
        )
        for band in bands
    )


# --- drawing ---------------------------------------------------------------------------------------


_HEADING = 13.0
_SMALL = 11.0
_INDENT = 12
_LABELS = 352
_MOST_LINES = 3
_PULLS = (400.0, 596.0)
_CHANCES = (622.0, 682.0)
"""Ends of the labels' lines, of the axis of pulls and of that of probabilities."""

_BAR = 13
_BESIDE = 7
"""Height of a bar, and the room between a mark and what it says."""


@dataclass(frozen=True)
class _Row:
    """A horizontal strip: the head of a band (``pull`` is ``None``) or one pull, with its label's lines."""

    band: Band
    pull: Pull | None
    lines: tuple[str, ...]
    top: float

    @property
    def height(self) -> float:
        return plot.LINE * len(self.lines) + (10 if self.pull is None else 7)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def _rows(bands: tuple[Band, ...], top: float) -> list[_Row]:
    rows: list[_Row] = []
    for band in bands:
        head = f"{band.title}{' (recommended)' if band.chosen else ''}"
        rows.append(_Row(band, None, _lines(head, _HEADING, bold=True), top))
        top += rows[-1].height
        for pull in band.pulls:
            rows.append(_Row(band, pull, _lines(pull.label, plot.SIZE), top))
            top += rows[-1].height
        top += 8
    return rows


def _lines(text: str, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """``text`` as it is broken into lines, of which there are not too many."""
    room = _LABELS - (0 if bold else _INDENT)
    lines = wrap(wording.plain(text), size, room, bold)
    if len(lines) <= _MOST_LINES:
        return lines
    words = lines[_MOST_LINES - 1].split(" ")
    while len(words) > 1 and text_width(" ".join([*words, "…"]), size, bold) > room:
        words.pop()
    return *lines[: _MOST_LINES - 1], " ".join([*words, "…"])


def _draw(title: str, bands: tuple[Band, ...]) -> plot.Sheet:
    sheet = plot.Sheet(title)
    rows = _rows(bands, sheet.height)
    top, bottom = sheet.height, rows[-1].top + rows[-1].height
    for row in rows:
        _draw_label(sheet, row)
    _draw_pulls(sheet, rows, top, bottom)
    for row in rows:
        if row.pull is None:
            _draw_chance(sheet, row)
    left, right = _CHANCES
    sheet.line(left, bottom, right, bottom, colour=plot.QUIET)
    for value, label in ((left, "0"), (right, "100 %")):
        _tick(sheet, value, bottom, label)
    sheet.height = bottom + 2 * plot.LINE + 4
    for at, words in ((sum(_PULLS) / 2, "log-odds it adds: ← against · for →"), (sum(_CHANCES) / 2, "how probable")):
        sheet.text(at, sheet.height, words, size=_SMALL, anchor="middle", colour=plot.QUIET)
    return sheet


def _draw_label(sheet: plot.Sheet, row: _Row) -> None:
    heading = row.pull is None
    first = row.middle - plot.LINE * (len(row.lines) - 1) / 2 + 4
    for number, line in enumerate(row.lines):
        sheet.text(
            plot.MARGIN + (0 if heading else _INDENT),
            first + number * plot.LINE,
            line,
            size=_HEADING if heading else plot.SIZE,
            bold=heading,
        )


def _draw_pulls(sheet: plot.Sheet, rows: list[_Row], top: float, bottom: float) -> None:
    effects = [row.pull.effect for row in rows if row.pull is not None and math.isfinite(row.pull.effect)]
    reach = max(abs(value) for value in (*effects, *(row.band.total for row in rows), 1.0)) * 1.5
    left, right = _PULLS
    across = plot.linear(-reach, reach, left, right)
    sheet.line(across(0), top, across(0), bottom, width=0.8, colour=plot.QUIET)
    for row in rows:
        if row.pull is None:
            total = row.band.total
            sheet.diamond(across(total), row.middle)
            _value(sheet, f"sum {wording.weight(total)}", across(total), row, up=round(total, 1) >= 0, beside=9)
            continue
        effect = max(row.pull.effect, -reach)
        up = effect >= 0
        start, end = sorted((across(0), across(effect)))
        colour = FOR if up else AGAINST
        sheet.bar(start, row.middle - _BAR / 2, end - start, _BAR, hatched=not up, colour=colour, outline=colour)
        if math.isinf(row.pull.effect):
            _value(sheet, "not together", across(0), row, up=True)
        else:
            _value(sheet, wording.weight(effect), across(effect), row, up=up)
    sheet.line(left, bottom, right, bottom, colour=plot.QUIET)
    step = _step(reach / 2)
    for number in range(-math.floor(reach / step), math.floor(reach / step) + 1):
        value = number * step
        _tick(sheet, across(value), bottom, f"{'−' if value < 0 else '+' if value else ''}{abs(value):g}")


def _step(most: float) -> float:
    """The greatest of 1, 2 and 5 times a power of ten that is not above ``most``."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(power * digit for digit in (1, 2, 5) if power * digit <= most)


def _tick(sheet: plot.Sheet, at: float, bottom: float, label: str) -> None:
    sheet.line(at, bottom, at, bottom + 4, colour=plot.QUIET)
    sheet.text(at, bottom + plot.LINE, label, size=_SMALL, anchor="middle", colour=plot.QUIET)


def _value(sheet: plot.Sheet, label: str, at: float, row: _Row, *, up: bool, beside: int = _BESIDE) -> None:
    """``label`` just beyond the end of a bar or mark."""
    sheet.text(at + (beside if up else -beside), row.middle + 4, label, size=_SMALL, anchor="start" if up else "end")


def _draw_chance(sheet: plot.Sheet, row: _Row) -> None:
    left, right = _CHANCES
    top, share = row.middle - _BAR / 2, row.band.probability
    sheet.bar(left, top, right - left, _BAR, colour=plot.OPEN, outline=plot.RULE)
    colour = PROBABLE if row.band.chosen else plot.QUIET
    sheet.bar(left, top, (right - left) * share, _BAR, colour=colour, outline=colour)
    sheet.text(right + _BESIDE - 2, row.middle + 4, wording.percent(share), bold=True)
