"""The charts of an architecture's numbers: what latency and cost consist of, what moves them, and where ways meet."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.answers import Range
from advisor.forecast.plan import Plan
from advisor.forecast.swings import swings
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering.breakeven import breakeven_chart, comparisons_of
from advisor.rendering.tornado import tornado
from advisor.rendering.waterfall import waterfall
from advisor.rendering.wording import estimate_in_words, estimate_name

_MOVED = ("latency_p99_ms", "running_cost_usd_month")


def number_charts(recommendation: Recommendation, plan: Plan) -> dict[str, str]:
    """SVG by file name without ending; empty where nothing could be estimated."""
    known, estimates = recommendation.forecast, recommendation.estimates
    if known is None:
        return {}
    charts: dict[str, str] = {}
    latency = estimates.get("latency_p99_ms")
    if latency is not None and latency.breakdown:
        budget = _limit(recommendation.system.requirements.get("latency_budget_ms"), "Budget")
        charts["latency"] = waterfall(
            f"An answer takes {estimate_in_words(latency)} at the 99th percentile", latency, budget
        )
    cost = estimates.get("cost_usd_month")
    if cost is not None and cost.breakdown:
        charts["cost"] = waterfall(f"The system costs {estimate_in_words(cost)}, people included", cost)
    answers, architecture = recommendation.system.requirements, recommendation.architecture
    names = _input_names(plan)
    for result in _MOVED:
        if result not in estimates:
            continue
        moved = swings(plan, known, answers, architecture, result)
        if moved.swings:
            title = f"{estimate_name(result)}: {names[moved.swings[0].input]} moves it most"
            short = result.removesuffix("_ms").removesuffix("_usd_month")
            charts[f"{short}-tornado"] = tornado(title, moved, estimates[result].unit, names)
    for compared in comparisons_of(known):
        if compared.has_something_to_show:
            charts[compared.name] = breakeven_chart(compared)
    return {name.replace("_", "-"): text for name, text in charts.items()}


def _limit(answer: object, name: str) -> tuple[str, float] | None:
    if isinstance(answer, Range):
        return name, answer.low
    return (name, float(answer)) if isinstance(answer, int | float) else None


def _input_names(plan: Plan) -> Mapping[str, str]:
    """What answers and reference numbers are called: by the quantity that takes them first."""
    names: dict[str, str] = {name: reference.name for name, reference in plan.references.items()}
    for quantity in plan.quantities.values():
        for way in quantity.ways:
            if way.answer is not None:
                names.setdefault(way.answer, quantity.name)
    return names
