"""Stated intervals mean what they say: truths drawn from the inputs' ranges fall inside nine times of ten."""

from __future__ import annotations

import numpy as np

from advisor.answers import Answer, Range
from advisor.estimates.formula import Input
from advisor.estimates.ranges import Interval, draw
from advisor.forecast.evaluate import evaluate
from advisor.forecast.forecast import forecast
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.scenarios import encode
from tests.forecast.test_forecast import ANSWERS, ONLINE

TRUTHS = 4000


def test_the_stated_interval_holds_nine_truths_of_ten() -> None:
    plan = forecast_plan(load_knowledge())
    low, high = 100.0, 1600.0
    answers: dict[str, Answer] = {**ANSWERS, "peak_requests_per_second": Range(low, high)}
    stated = forecast(plan, answers, ONLINE, year=2026).results
    batch = encode([{**ANSWERS, **ONLINE}], plan.fields).columns(np.zeros(TRUTHS, dtype=np.int64))
    row = plan.fields.number.index("peak_requests_per_second")
    rate = draw("truth", Input("1/s", "peak"), Interval.between(low, high), TRUTHS, seed=7)
    batch.low[row] = batch.high[row] = rate
    references = {
        name: draw(
            f"truth {name}",
            Input(number.unit, name, maximum=1.0 if number.unit == "fraction" else np.inf),
            Interval(number.low, number.mid, number.high),
            TRUTHS,
            seed=7,
        )
        for name, number in plan.references.items()
    }
    truths = evaluate(plan, batch, references)
    for name in ("latency_p50_ms", "latency_p99_ms", "cost_usd_month", "running_cost_usd_month", "energy_kwh_month"):
        values, figure = truths[name].values, stated[name]
        inside = np.mean((values >= figure.low) & (values <= figure.high))
        assert 0.85 <= inside <= 0.95, (name, inside)
        assert 0.45 <= np.mean(values <= figure.mid) <= 0.55, name
