"""Inputs as people write them, messages that name what is wrong, and the age of reference numbers."""

from __future__ import annotations

import pytest

from advisor.estimates import formulas
from advisor.estimates.ages import age_in_years, age_note
from advisor.estimates.calculation import calculate
from advisor.estimates.inputs import read_inputs, read_range
from advisor.estimates.ranges import Interval, InvalidEstimate
from advisor.estimates.references import load_references
from advisor.units import InvalidQuantity

ALL = formulas()
RETRAINING = {"retraining_cost": "500", "value": "20k USD/month", "decay": "0.005..0.02"}


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("80 ms", "ms", (80, 80, 80)),
        ("0.08 s", "ms", (80, 80, 80)),
        ("2k/s", "1/s", (2000, 2000, 2000)),
        ("5 %", "fraction", (0.05, 0.05, 0.05)),
        ("1..4", "count", (1, 2, 4)),
        ("1 to 4 s", "ms", (1000, 2000, 4000)),
        ("900 ms .. 1.6 s", "s", (0.9, 1.2, 1.6)),
        ("1..2..10 ms", "ms", (1, 2, 10)),
        ("0 to 10", "count", (0, 5, 10)),
        ("20 to 45 %", "fraction", (0.2, 0.3, 0.45)),
        ("1e3..1e5", "count", (1e3, 1e4, 1e5)),
    ],
)
def test_quantities_and_ranges(text: str, unit: str, expected: tuple[float, float, float]) -> None:
    found = read_range(text, unit)
    assert (found.low, found.mid, found.high) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "words"),
    [("3..1", "low end"), ("1..2..3..4", "a low and a high end"), ("..", "number"), ("80 GB", "can't be converted")],
)
def test_what_is_no_range_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidQuantity, match=words):
        read_range(text, "ms")


def test_inputs_not_given_come_from_reference_numbers_in_the_inputs_unit() -> None:
    found = read_inputs(ALL["serving_cost_usd_month"], {"replicas": "3"})
    price = load_references()["price-vcpu-hour"]
    assert found["machine_price"] == Interval(price.low, price.mid, price.high)
    assert list(found) == list(ALL["serving_cost_usd_month"].inputs)


@pytest.mark.parametrize(
    ("name", "changed", "words"),
    [
        ("retraining_interval_days", {"retraining_cost": "-5"}, "retraining_cost .* must be at least"),
        ("retraining_interval_days", {"retraining_cost": "0"}, "retraining_cost .* must be at least"),
        ("retraining_interval_days", {"value": "20 GB"}, "value .* can't be converted to USD/month"),
        ("retraining_interval_days", {"worth": "1"}, "no input 'worth'. .*Allowed: retraining_cost"),
        ("retraining_interval_days", {"value": ""}, "value .* does not begin with a number"),
    ],
)
def test_messages_name_the_input(name: str, changed: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidEstimate, match=words):
        read_inputs(ALL[name], {**RETRAINING, **changed})


def test_more_active_than_entities_is_refused_by_name() -> None:
    texts = {"active_share": "1.2", "entities": "1M", "reads_per_active_entity": "2", "refresh_interval": "24 h"}
    with pytest.raises(InvalidEstimate, match=r"active_share .* at most 1; found 1.2.*active_entity_fraction"):
        read_inputs(ALL["requests_from_active_share"], texts)


def test_missing_inputs_and_unknown_formulas_are_named() -> None:
    with pytest.raises(InvalidEstimate, match="needs retraining_cost"):
        calculate("retraining_interval_days", {"value": "1", "decay": "0.1"})
    with pytest.raises(InvalidEstimate, match="Did you mean 'retraining_interval_days'"):
        calculate("retraining_interval_day", RETRAINING)


def test_inputs_that_contradict_each_other_are_told() -> None:
    texts = {"base_rate": "60 %", "relative_effect": "1", "significance": "5 %", "power": "80 %"}
    with pytest.raises(InvalidEstimate, match=r"do not fit each other. .*The changed rate lies above 1"):
        calculate("experiment_units_per_arm_for_share", texts)


def test_a_calculation_keeps_its_range_and_where_inputs_came_from() -> None:
    found = calculate("retraining_interval_days", RETRAINING)
    assert float(found.result.low) == pytest.approx(float(ALL["retraining_interval_days"](
        retraining_cost=500, value=20_000, decay=0.02)), rel=0.01)  # fmt: skip
    assert found.references == {}
    priced = calculate("serving_cost_usd_month", {"replicas": "2"})
    assert set(priced.references) == {"machine_price", "managed_premium"}
    assert "napkin-math-2026" in priced.sources


def test_references_of_formulas_have_a_source_or_a_derivation() -> None:
    """What is neither published nor worked out has to be asked."""
    numbers = load_references()
    for module in ("cost", "experiments", "retraining", "detection", "tokens", "energy", "comparisons", "breakevens"):
        for formula in ALL.values():
            if formula.function.__module__ != f"advisor.estimates.{module}":
                continue
            for name, known in formula.inputs.items():
                if known.reference:
                    number = numbers[known.reference]
                    assert number.source != "advisor-judgement" or number.basis in ("derived", "measured"), name


def test_estimates_say_how_old_their_numbers_are() -> None:
    numbers = load_references()
    of_2026 = {"price-gpu-h100": numbers["price-gpu-h100"]}
    assert age_note(of_2026, 2026) == ""
    assert age_note(of_2026, 2027) == ""
    assert age_in_years(of_2026["price-gpu-h100"], 2025) == 0
    note = age_note({**of_2026, "decay-ads": numbers["decay-ads"]}, 2029)
    assert "up to 15 years old" in note
    assert "decay-ads of 2014, price-gpu-h100 of 2026" in note
