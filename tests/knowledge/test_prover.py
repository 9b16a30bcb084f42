"""The prover against brute force over a small vocabulary, and on arithmetic that it must settle by bisection."""

from __future__ import annotations

import itertools
import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import Answer
from advisor.conditions import BOOLEAN, Field, holds, parse
from advisor.knowledge.prover import Prover
from advisor.knowledge.sums import plain_number
from tests.strategies import KNOWLEDGE

VOCABULARY = {
    "size": Field("choice", ("small", "medium", "large"), ordered=True),
    "yes": Field("choice", BOOLEAN),
    "kinds": Field("choices", ("a", "b", "c")),
    "count": Field("number", minimum=0, maximum=9),
    "time_s": Field("number", unit="s", minimum=0),
    "rate": Field("number", unit="1/s", minimum=0),
}
PROVER = Prover(VOCABULARY)
LIMITS = (0, 2, 5, 9)
TESTS = (
    *(f"size {operator} medium" for operator in ("==", "!=", "<", "<=", ">", ">=")),
    "size in [small, large]",
    "yes",
    *(f"{choice} in kinds" for choice in "abc"),
    "any [a, b] in kinds",
    "kinds only [b, c]",
    "kinds only [a]",
    *(f"count {operator} {limit}" for operator in ("==", "!=", "<", "<=", ">", ">=") for limit in LIMITS),
)
SHEETS: list[dict[str, Answer]] = [
    {"size": size, "yes": yes, "kinds": kinds, "count": count}
    for size in VOCABULARY["size"].choices
    for yes in (True, False)
    for width in (1, 2, 3)
    for kinds in itertools.combinations("abc", width)
    for count in sorted({near for limit in map(float, LIMITS) for near in (limit, limit + 0.5, max(limit - 0.5, 0.0))})
    if count <= 9
]


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(parts, st.sampled_from(("and", "or")), parts).map(lambda found: "({} {} {})".format(*found))
    return pairs | parts.map(lambda part: f"(not {part})")


CONDITIONS = st.recursive(st.sampled_from(TESTS), _joined, max_leaves=7)


@given(CONDITIONS)
@settings(max_examples=300, deadline=None)
def test_whether_a_condition_can_hold_equals_brute_force(text: str) -> None:
    condition = parse(text, VOCABULARY)
    verdict = PROVER.satisfy(condition.tree)
    assert verdict.possible == any(holds(condition, sheet, VOCABULARY) for sheet in SHEETS)
    if verdict.possible:
        assert holds(condition, verdict.witness, VOCABULARY) is True


@given(CONDITIONS, CONDITIONS)
@settings(max_examples=200, deadline=None)
def test_implication_equals_brute_force(premise: str, conclusion: str) -> None:
    first, second = parse(premise, VOCABULARY), parse(conclusion, VOCABULARY)
    expected = all(holds(second, sheet, VOCABULARY) for sheet in SHEETS if holds(first, sheet, VOCABULARY))
    assert PROVER.implies(first.tree, second.tree) == expected


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("rate * time_s > 3 and rate < 2 and time_s < 1", False),
        ("rate * time_s > 3 and rate < 2 and time_s < 2", True),
        ("rate * time_s > 3", True),
        ("rate * time_s < 0", False),
        ("rate * time_s >= 2 and time_s * rate < 1", False),
        ("rate * time_s >= 2 and rate * time_s < 2.5 and rate > 100 and time_s < 1", True),
        ("rate * time_s / count > 4 and count > 8 and rate * time_s < 20", False),
        ("rate * time_s / count > 4 and count > 3 and rate * time_s < 20", True),
        ("count / count > 2 and count > 1", False),
        ("rate * time_s > count and rate == 0", False),
        ("time_s + time_s < time_s and time_s < 1000", False),
        ("not (rate * time_s > 3) and not (rate * time_s <= 3) and rate < 100 and time_s < 100", False),
    ],
)
def test_arithmetic_over_several_fields_is_settled(text: str, possible: bool) -> None:
    condition = parse(text, VOCABULARY)
    verdict = PROVER.satisfy(condition.tree)
    assert verdict.possible is possible
    if possible:
        assert holds(condition, verdict.witness, VOCABULARY) is True


def test_what_bisection_leaves_open_is_not_called_proved() -> None:
    """x * x - x * x is 0, but its bounds touch every small number however narrow the box: nothing settles that."""
    condition = parse("count * count - count * count > 0", VOCABULARY)
    assert PROVER.satisfy(condition.tree).possible is None


def test_questions_that_are_not_asked_have_no_answer() -> None:
    prover = Prover(VOCABULARY, {"count": parse("yes", VOCABULARY)})
    condition = parse("count > 2 and not yes", VOCABULARY)
    assert prover.satisfy(condition.tree).possible is True
    assert prover.satisfy_as_asked(condition.tree).possible is False
    assert prover.satisfy_as_asked(parse("(count > 2 or size == small) and not yes", VOCABULARY).tree).possible is True


def test_every_real_rule_has_a_witness_that_the_engine_confirms() -> None:
    prover = Prover.of(KNOWLEDGE)
    for condition in KNOWLEDGE.conditions.values():
        if set(condition.fields) <= KNOWLEDGE.vocabulary.keys():
            verdict = prover.satisfy(condition.tree)
            assert verdict.possible is True, condition.text
            assert holds(condition, verdict.witness, KNOWLEDGE.vocabulary) is True


@given(st.floats(allow_nan=False), st.floats(allow_nan=False), st.booleans())
def test_plain_numbers_lie_within_their_bounds(one: float, other: float, near_low: bool) -> None:
    low, high = min(one, other), max(one, other)
    if math.isfinite(low) or math.isfinite(high):
        assert low <= plain_number(low, high, near_low=near_low) <= high


_PRODUCTS = st.builds(
    "{} {} {}".format,
    st.sampled_from(("rate * time_s", "time_s * rate", "rate * time_s / count", "rate * rate * time_s * time_s")),
    st.sampled_from(("<", ">=", ">", "<=")),
    st.sampled_from((0.5, 1, 3, 20)),
)
_SINGLES = st.builds(
    "{} {} {}".format,
    st.sampled_from(("rate", "time_s", "count")),
    st.sampled_from(("<", ">=", ">")),
    st.sampled_from((1, 2, 5)),
)


@given(st.lists(_PRODUCTS, min_size=1, max_size=3), st.lists(_SINGLES, max_size=3), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_products_are_refuted_only_where_no_numbers_satisfy_them(
    products: list[str], singles: list[str], random: Random
) -> None:
    condition = parse(" and ".join([*products, *singles]), VOCABULARY)
    verdict = PROVER.satisfy(condition.tree)
    if verdict.possible:
        assert holds(condition, verdict.witness, VOCABULARY) is True
    for _ in range(50):
        sheet: dict[str, Answer] = {
            "rate": math.exp(random.uniform(-3, 4)),
            "time_s": math.exp(random.uniform(-3, 4)),
            "count": random.choice([0.0, random.uniform(0, 9)]),
        }
        if holds(condition, sheet, VOCABULARY):
            assert verdict.possible is not False
