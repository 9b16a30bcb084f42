"""What one more grade costs a month, and in time, in words."""

from __future__ import annotations

from dataclasses import replace

from advisor.reasoning.pareto import Front, Point, exchanges_at, knee_of
from advisor.rendering.study import cost_exchange_text, latency_exchange_text, study_json
from tests.rendering.world import study
from tests.strategies import KNOWLEDGE

POINTS = tuple(
    Point({"accuracy": grade, "latency": 1.0, "cost_usd_month": -cost}, {}, 0.0)
    for grade, cost in ((0.0, 1000.0), (4.0, 1100.0), (5.0, 1220.0), (6.0, 1400.0))
)


def _front(points: tuple[Point, ...]) -> Front:
    knee = knee_of(points)
    rates = exchanges_at(knee, points) if knee else ()
    return Front(("accuracy", "latency", "cost_usd_month"), points, knee, tuple(rates))


def test_one_more_grade_is_told_in_money_at_the_knee() -> None:
    found = replace(study(), cost_front=_front(POINTS))
    assert cost_exchange_text(found, KNOWLEDGE) == [
        "Of the architectures of known cost that none beats on accuracy, latency and monthly cost, "
        "the best compromise costs 1,100 USD/month; from there one more grade of accuracy costs 120 USD/month."
    ]
    shown = study_json(found)["pareto_cost"]
    assert shown["knee"] == {"accuracy": 4.0, "latency": 1.0, "cost_usd_month": -1100.0}
    assert {"gained": "accuracy", "paid": "cost_usd_month", "rate": 120.0} in shown["exchanges"]


def test_without_a_known_cost_or_a_knee_nothing_is_told() -> None:
    assert cost_exchange_text(study(), KNOWLEDGE) == []
    assert study_json(study())["pareto_cost"] is None
    assert cost_exchange_text(replace(study(), cost_front=_front(POINTS[:1])), KNOWLEDGE) == []


def test_one_more_grade_is_told_in_time_at_the_knee() -> None:
    points = tuple(
        Point({"accuracy": grade, "latency_p99_ms": -spent}, {}, 0.0)
        for grade, spent in ((0.0, 10.0), (4.0, 12.0), (5.0, 25.0), (6.0, 40.0))
    )
    knee = knee_of(points)
    assert knee is not None
    front = Front(("accuracy", "latency_p99_ms"), points, knee, tuple(exchanges_at(knee, points)))
    assert latency_exchange_text(replace(study(), latency_front=front), KNOWLEDGE) == [
        "Of the architectures of known latency that none beats on accuracy and the 99th percentile of latency, "
        "the best compromise takes 12 ms; from there one more grade of accuracy costs 13 ms."
    ]
    assert study_json(replace(study(), latency_front=front))["pareto_latency"]["points"][0]["values"] == {
        "accuracy": 0.0,
        "latency_p99_ms": -10.0,
    }
    assert latency_exchange_text(study(), KNOWLEDGE) == []
