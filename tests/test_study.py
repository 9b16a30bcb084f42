"""The study of a recommendation: prices equal a re-solve, closings are confirmed, what is shown belongs to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.advise import advise
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled
from advisor.reasoning.solution import solve
from advisor.recommendation.recommendation import OPEN_BELOW
from advisor.rendering.study import compromise_json, exchange_text, firmness_text, knee_text, simpler_text
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from advisor.study import closings, cost_front, latency_front, price, study, weightiest
from tests.strategies import KNOWLEDGE

EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"
FRAUD = read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, KNOWLEDGE)


@pytest.mark.parametrize(("decision", "option"), [("compute_location", "on_premises"), ("prediction_mode", "online")])
def test_the_price_of_a_fixed_decision_is_what_the_option_loses_when_it_is_free(decision: str, option: str) -> None:
    fixed = advise(KNOWLEDGE, replace(FRAUD, fixed={decision: option}))
    freed = advise(KNOWLEDGE, replace(FRAUD, fixed={}))
    found = price(KNOWLEDGE, fixed, decision)
    assert found.score == pytest.approx(-freed.decisions[decision].options[option].score, abs=1e-9)
    assert (found.instead, found.instead_probability) == (
        freed.decisions[decision].option,
        freed.decisions[decision].probability,
    )
    assert found.probability == freed.decisions[decision].options[option].probability
    for name, (with_it, without) in found.estimates.items():
        assert (with_it, without) == (fixed.estimates[name], freed.estimates[name])
    if found.instead == option:
        assert (found.score, dict(found.follows), dict(found.estimates)) == (0.0, {}, {})


def test_an_answer_said_to_close_a_decision_closes_it() -> None:
    system = System("forgotten", requirements={"task": "classification"})
    open_now = advise(KNOWLEDGE, system)
    found = closings(KNOWLEDGE, open_now)
    assert found
    for closing in found:
        assert open_now.decisions[closing.decision].open
        values = [closing.value] if closing.value is not None else _inside(closing.low, closing.high)
        for value in values:
            advice = advise(KNOWLEDGE, replace(system, requirements={**system.requirements, closing.answer: value}))
            assert advice.decisions[closing.decision].option == closing.option
            assert advice.decisions[closing.decision].probability >= closing.probability - 1e-9
        assert closing.probability >= OPEN_BELOW


def _inside(low: float | None, high: float | None) -> list[float]:
    if low is None:
        assert high is not None
        return [high * 0.999]
    return [low, low * 1.001 if high is None else low + (high - low) * 0.999]


def test_a_study_answers_for_its_recommendation() -> None:
    system = replace(FRAUD, fixed={"compute_location": "on_premises"})
    recommendation = advise(KNOWLEDGE, system)
    found = study(KNOWLEDGE, recommendation)
    assert found.front.objectives == weightiest(KNOWLEDGE, system) == ("accuracy", "latency")
    assert not any(
        all(point.values[name] <= found.here[name] for name in found.here) and point.values != found.here
        for point in found.front.points
    )
    assert found.price_of("compute_location") == found.prices[0]
    assert found.price_of("prediction_mode") is None
    assert set(found.robustness.keeps) == set(recommendation.architecture)
    assert sum(len(found.flips_of(decision)) for decision in KNOWLEDGE.decisions) == len(found.flips)
    assert sum(len(found.moves_of(decision)) for decision in KNOWLEDGE.decisions) == len(found.moves)


def test_nothing_is_studied_where_nothing_is_feasible() -> None:
    with pytest.raises(ValueError, match="no architecture"):
        study(KNOWLEDGE, replace(advise(KNOWLEDGE, FRAUD), feasible=False))


def test_the_study_in_words_names_what_it_found() -> None:
    recommendation = advise(KNOWLEDGE, FRAUD)
    found = study(KNOWLEDGE, recommendation)
    words = " ".join(firmness_text(found, KNOWLEDGE))
    least = min(found.robustness.keeps, key=lambda name: found.robustness.keeps[name])
    assert KNOWLEDGE.decisions[least].title in words
    assert f"effort {found.simplest.effort} instead of {found.simplest.recommended_effort}" in words
    (traded,) = exchange_text(found.front, KNOWLEDGE)
    assert traded in words
    assert traded.count("one more grade of") == len(found.front.exchanges) > 0
    assert found.front.knee is not None
    for decision, option in found.front.knee.architecture.items():
        told = knee_text(found.front, decision, KNOWLEDGE)
        assert compromise_json(found.front, decision)["compromise"]["option"] == option
        if option is None:
            assert told == []
        else:
            title = KNOWLEDGE.decisions[decision].options[option].title
            assert told == [f"The best compromise between accuracy and latency takes {title}.", traded]
    without = replace(found.front, knee=None)
    assert (knee_text(without, "hardware", KNOWLEDGE), compromise_json(without, "hardware")) == (
        [],
        {"compromise": None},
    )
    changed = {change.decision for change in found.simplest.changes}
    assert changed
    for decision in KNOWLEDGE.decisions:
        assert bool(simpler_text(found.simplest, decision, KNOWLEDGE)) == (decision in changed)


def test_the_plane_that_is_asked_for_is_studied() -> None:
    recommendation = advise(KNOWLEDGE, FRAUD)
    pair = ("latency_budget_ms", "peak_requests_per_second")
    plane = study(KNOWLEDGE, recommendation, pair).boundary
    assert plane is not None
    assert (plane.across, plane.up) == pair
    assert plane.architecture(100.0, 1000.0)["prediction_mode"] == recommendation.decisions["prediction_mode"].option


def test_the_cost_front_is_shown_where_the_recommendation_has_a_cost() -> None:
    front = cost_front(KNOWLEDGE, FRAUD, solve(compiled(KNOWLEDGE), FRAUD))
    assert front is not None
    assert front.objectives == ("accuracy", "latency", "cost_usd_month")
    assert any(one.paid == "cost_usd_month" and one.rate > 0 for one in front.exchanges)
    bare = System("x", "", {"task": "classification"})
    assert cost_front(KNOWLEDGE, bare, solve(compiled(KNOWLEDGE), bare)) is None


def test_the_latency_front_is_shown_where_the_team_puts_weight_on_it() -> None:
    model = compiled(KNOWLEDGE)
    front = latency_front(KNOWLEDGE, FRAUD, solve(model, FRAUD))
    assert front is not None
    assert front.objectives == ("accuracy", "latency_p99_ms")
    assert len(front.points) > 1
    carefree = {name: one for name, one in FRAUD.requirements.items() if name != "latency_budget_ms"}
    for priorities, shown in (({}, False), ({"latency": 5.0}, True)):
        system = replace(FRAUD, requirements=carefree, priorities=priorities)
        assert (latency_front(KNOWLEDGE, system, solve(model, system)) is not None) == shown
