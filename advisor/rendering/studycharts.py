"""What the recommendation rests on, drawn: rank acceptability of every decision, and the front of two qualities."""

from __future__ import annotations

from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.pareto import Point
from advisor.recommendation.recommendation import Recommendation
from advisor.recommendation.study import Study
from advisor.rendering import argument, plot, wording
from advisor.rendering.boundarychart import boundary_chart, shown_decision
from advisor.rendering.lettering import wrap

_LABELS = 330
_HEIGHT = 320.0


def study_charts(recommendation: Recommendation, study: Study, knowledge: KnowledgeBase) -> dict[str, str]:
    """The charts as SVG, by file name."""
    charts = {"robustness": robustness_chart(recommendation, study, knowledge)}
    if len(study.front.objectives) == 2 and len(study.front.points) > 1:
        charts["pareto"] = pareto_chart(study, knowledge)
    if study.boundary is not None and (decision := shown_decision(recommendation, study.boundary)):
        name = f"boundary-{study.boundary.across}-{study.boundary.up}"
        charts[name] = boundary_chart(study.boundary, decision, recommendation.system, knowledge)
    return charts


def robustness_chart(recommendation: Recommendation, study: Study, knowledge: KnowledgeBase) -> str:
    """One bar a decision: how often the recommended option ranks first and second, the least certain on top."""
    found = study.robustness
    rows = []
    for name, advice in argument.taken(recommendation).items():
        support = found.options[name][str(advice.option)]
        decision = knowledge.decisions[name]
        label = f"{wording.plain(decision.short)}: {wording.plain(decision.options[str(advice.option)].title)}"
        rows.append((support.ranks[0], support.ranks[1] if len(support.ranks) > 1 else 0.0, found.keeps[name], label))
    rows.sort(key=lambda row: row[0])
    sheet = plot.Sheet(
        "How far each decision depends on priorities: all of it together stays in "
        f"{wording.percent(found.keeps_all)} of the priority space"
    )
    left, right = plot.MARGIN + _LABELS, plot.WIDTH - plot.MARGIN - 90
    across = plot.linear(0, 1, left, right)
    for first, second, keeps, label in rows:
        sheet.text(plot.MARGIN, sheet.height + plot.ROW / 2 + 4, wrap(label, plot.SIZE, _LABELS - 12)[0])
        y = sheet.height + plot.ROW / 2 - 8
        sheet.bar(across(0), y, across(first) - left, 16)
        sheet.bar(across(first), y, across(first + second) - across(first), 16, hatched=True)
        sheet.text(right + 8, y + 12, f"stays {wording.percent(keeps)}", size=11)
        sheet.height += plot.ROW
    for share in (0.0, 0.5, 1.0):
        sheet.text(across(share), sheet.height + plot.LINE, wording.percent(share), anchor="middle", colour=plot.QUIET)
    sheet.height += 2.5 * plot.LINE
    note = (
        f"Filled: share of {found.draws} draws of priorities and unknown answers in which the option is the best. "
        "Hatched: the second best. Stays: share of the priority space in which it remains recommended."
    )
    for line in wrap(note, plot.SIZE, plot.WIDTH - 2 * plot.MARGIN):
        sheet.text(plot.MARGIN, sheet.height, line, colour=plot.QUIET)
        sheet.height += plot.LINE
    return sheet.finished(
        " ".join(
            f"{label}: best in {wording.percent(first)}, second in {wording.percent(second)}, "
            f"stays in {wording.percent(keeps)}."
            for first, second, keeps, label in rows
        )
    )


def pareto_chart(study: Study, knowledge: KnowledgeBase) -> str:
    """The front of two qualities with its knee, the exchange rates there, and the recommendation."""
    front = study.front
    one, other = front.objectives
    names = [wording.plain(knowledge.qualities[name].label) for name in front.objectives]
    sheet = plot.Sheet(f"{names[0]} against {names[1].lower()}: the architectures that none beats on both")
    values = [(point.values[one], point.values[other]) for point in front.points]
    here = (study.here[one], study.here[other])
    xs, ys = zip(*values, here, strict=True)
    left, top, bottom = plot.MARGIN + 70, sheet.height + 20, sheet.height + _HEIGHT
    across = plot.linear(min(xs) - 1, max(xs) + 1, left, plot.WIDTH - plot.MARGIN - 30)
    down = plot.linear(min(ys) - 1, max(ys) + 1, bottom, top)
    sheet.line(left, bottom, plot.WIDTH - plot.MARGIN, bottom)
    sheet.line(left, top, left, bottom)
    sheet.path([(across(x), down(y)) for x, y in values], dash="4 3", width=1.2)
    for x, y in values:
        sheet.mark(across(x), down(y))
    sheet.bar(across(here[0]) - 6, down(here[1]) - 6, 12, 12)
    sheet.text(across(here[0]) + 12, down(here[1]) + 4, f"recommended {_pair(here)}", bold=True)
    if front.knee is not None:
        x, y = _at(front.knee, front.objectives)
        sheet.text(across(x) + 10, down(y) - 8, f"knee {_pair((x, y))}", bold=True)
    for value in (min(xs), max(xs)):
        sheet.text(across(value), bottom + plot.LINE, f"{value:+g}", anchor="middle", colour=plot.QUIET)
    for value in (min(ys), max(ys)):
        sheet.text(left - 8, down(value) + 4, f"{value:+g}", anchor="end", colour=plot.QUIET)
    sheet.height = bottom + 2.2 * plot.LINE
    said = [
        f"Across: {names[0].lower()}, up: {names[1].lower()}, each the sum of the effect grades of the chosen options.",
        "The recommendation follows the rules and all priorities, not these two alone.",
        *(
            f"At the knee, the best compromise, one more grade of "
            f"{wording.plain(knowledge.qualities[rate.gained].label).lower()} costs "
            f"{rate.rate:.2g} of {wording.plain(knowledge.qualities[rate.paid].label).lower()}."
            for rate in front.exchanges
        ),
    ]
    for line in said:
        sheet.text(plot.MARGIN, sheet.height, line, colour=plot.QUIET)
        sheet.height += plot.LINE
    points = ", ".join(_pair(value) for value in values)
    return sheet.finished(
        f"Points of {names[0]} and {names[1]}: {points}. Recommended: {_pair(here)}. {' '.join(said)}"
    )


def _at(point: Point, objectives: tuple[str, ...]) -> tuple[float, float]:
    one, other = objectives
    return point.values[one], point.values[other]


def _pair(values: tuple[float, float]) -> str:
    return f"({values[0]:+g}, {values[1]:+g})"
