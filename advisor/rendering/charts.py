"""One trade-off chart for each decision that has a choice: how probable each option is, and what pulls at it.

Drawn with matplotlib's ``Figure`` alone (no global state). Text stays text; the same input gives the same bytes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Decision
from advisor.recommendation.reasons import contribution
from advisor.recommendation.recommendation import DecisionAdvice, Reason, Recommendation
from advisor.rendering import argument, svg, wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOR = "#0072B2"
AGAINST = "#D55E00"
PROBABLE = "#009E73"
INK = "#1a1a1a"
QUIET = "#595959"
"""Blue, vermilion and green of the Okabe-Ito palette; what pulls down is hatched as well, so colour is never needed."""

LABELLED = 3
LABELLED_OF_LESSER = 1
"""Reasons shown by name for the two options that matter most and for each other one; the rest are summed."""

WRAP = 58
LINE = 0.19
"""Height of a line of text in inches."""


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
    title, bands = finding(advice, decision), option_bands(advice, decision)
    return svg.of_figure(lambda: _draw(title, bands), advice.decision, title, in_words(bands))


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


@dataclass(frozen=True)
class _Row:
    """A horizontal strip: the head of a band (``pull`` is ``None``) or one pull, with its label's lines."""

    band: Band
    pull: Pull | None
    lines: tuple[str, ...]
    top: float

    @property
    def height(self) -> float:
        return LINE * len(self.lines) + (0.16 if self.pull is None else 0.1)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def _rows(bands: tuple[Band, ...]) -> list[_Row]:
    rows: list[_Row] = []
    top = 0.0
    for band in bands:
        head = f"{band.title}{' (recommended)' if band.chosen else ''}"
        for pull in (None, *band.pulls):
            lines = textwrap.wrap(pull.label if pull else head, WRAP, max_lines=3, placeholder=" …")
            rows.append(_Row(band, pull, tuple(lines), top))
            top += rows[-1].height
        top += 0.14
    return rows


def _draw(title: str, bands: tuple[Band, ...]) -> Figure:
    from matplotlib.figure import Figure

    rows = _rows(bands)
    lines = textwrap.wrap(title, 92)
    body = rows[-1].top + rows[-1].height
    head, foot = 0.3 + 0.22 * len(lines), 0.62
    width, height = 10.0, head + body + foot
    figure = Figure(figsize=(width, height), facecolor="white")
    figure.text(
        0.2 / width, 1 - 0.16 / height, "\n".join(lines), fontsize=12, fontweight="bold", color=INK, va="top", ha="left"
    )
    bottom, share = foot / height, body / height
    labels = figure.add_axes((0.2 / width, bottom, 4.75 / width, share))
    pulls = figure.add_axes((5.1 / width, bottom, 2.75 / width, share))
    chances = figure.add_axes((8.15 / width, bottom, 1.65 / width, share))
    for axes in (labels, pulls, chances):
        axes.set_ylim(body, 0)
        axes.set_facecolor("none")
        axes.set_yticks([])
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
    _draw_labels(labels, rows)
    _draw_pulls(pulls, rows)
    _draw_chances(chances, rows)
    return figure


def _draw_labels(axes: Axes, rows: list[_Row]) -> None:
    axes.set_xlim(0, 1)
    axes.set_axis_off()
    for row in rows:
        heading = row.pull is None
        axes.text(
            0 if heading else 0.03,
            row.middle,
            "\n".join(row.lines),
            va="center",
            fontsize=11 if heading else 9.5,
            fontweight="bold" if heading else "normal",
            color=INK,
        )


def _draw_pulls(axes: Axes, rows: list[_Row]) -> None:
    effects = [row.pull.effect for row in rows if row.pull is not None and math.isfinite(row.pull.effect)]
    totals = [row.band.total for row in rows]
    reach = max(abs(value) for value in (*effects, *totals, 1.0)) * 1.6
    axes.set_xlim(-reach, reach)
    axes.axvline(0, color=QUIET, linewidth=0.8)
    for row in rows:
        if row.pull is None:
            total = row.band.total
            axes.plot(total, row.middle, marker="D", markersize=6, color=INK)
            _value(axes, f"sum {wording.weight(total)}", total, row, up=total >= 0)
            continue
        excluded = math.isinf(row.pull.effect)
        effect, up = -reach if excluded else row.pull.effect, row.pull.effect >= 0
        axes.barh(
            row.middle,
            effect,
            height=0.17,
            color=FOR if up else "white",
            edgecolor=FOR if up else AGAINST,
            hatch=None if up else "////",
            linewidth=0.8,
        )
        if excluded:
            _value(axes, "not together", 0, row, up=True)
        else:
            _value(axes, wording.weight(effect), effect, row, up=up)
    _below(axes, "log-odds it adds: ← against · for →")


def _value(axes: Axes, label: str, at: float, row: _Row, *, up: bool) -> None:
    """``label`` just beyond the end of a bar or mark."""
    axes.annotate(
        label,
        (at, row.middle),
        xytext=(6 if up else -6, 0),
        textcoords="offset points",
        va="center",
        ha="left" if up else "right",
        fontsize=9,
        color=INK,
    )


def _draw_chances(axes: Axes, rows: list[_Row]) -> None:
    axes.set_xlim(0, 1.45)
    axes.set_xticks([0, 0.5, 1], ["0", "50", "100 %"])
    axes.spines["bottom"].set_bounds(0, 1)
    for row in rows:
        if row.pull is not None:
            continue
        share = row.band.probability
        axes.barh(row.middle, 1, height=0.2, color="none", edgecolor="#c8c8c8", linewidth=0.8)
        axes.barh(row.middle, share, height=0.2, color=PROBABLE if row.band.chosen else QUIET)
        axes.text(1.05, row.middle, wording.percent(share), va="center", fontsize=10, fontweight="bold", color=INK)
    _below(axes, "how probable, all counted")


def _below(axes: Axes, label: str) -> None:
    axes.set_xlabel(label, fontsize=9, color=QUIET)
    axes.tick_params(axis="x", labelsize=8.5, colors=QUIET)
    axes.spines["bottom"].set_color(QUIET)
