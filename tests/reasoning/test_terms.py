"""Terms over batches against the interval arithmetic of one term for one sheet of answers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers import Answer, Range
from advisor.conditions import Arithmetic, Constant, Field, Operation, Quantity, Term, arithmetic_bounds
from advisor.reasoning.scenarios import Fields, encode
from advisor.reasoning.terms import TermPlan
from advisor.units import NONE

NAMES = ("a", "b", "c")
VOCABULARY = {"a": Field("number", minimum=0.0), "b": Field("number"), "c": Field("number", minimum=0.0, maximum=9.0)}
FIELDS = Fields.of(VOCABULARY)

PARTS = st.one_of(
    st.builds(Constant, st.sampled_from([0.0, 0.5, 3.0])),
    st.builds(Quantity, st.sampled_from(NAMES), st.sampled_from([0.001, 1.0])),
)
TERMS: st.SearchStrategy[Term] = st.recursive(
    PARTS, lambda inner: st.builds(Operation, st.sampled_from("+-*/"), inner, inner), max_leaves=5
)
EXACT = st.sampled_from([0.0, 1.0, 2.5, 8.0])
ANSWERS = st.one_of(EXACT, st.builds(lambda low, more: Range(low, low + more), EXACT, st.sampled_from([0.5, 1.0])))


def assert_alike(terms: list[Term], sheets: list[dict[str, Answer]]) -> None:
    plan = TermPlan(terms, FIELDS)
    bounds = plan.evaluate(encode(sheets, FIELDS))
    for part, term in zip(plan.wanted, terms, strict=True):
        for column, sheet in enumerate(sheets):
            alone = arithmetic_bounds(Arithmetic("", term, NONE, ()), sheet, VOCABULARY)
            np.testing.assert_array_equal([ends[part, column] for ends in bounds], alone)  # the two zeros are one


@given(
    st.lists(TERMS, min_size=1, max_size=4, unique=True),
    st.lists(st.dictionaries(st.sampled_from(NAMES), ANSWERS), min_size=1, max_size=3),
)
def test_terms_come_to_the_same_in_a_batch_and_alone(terms: list[Term], sheets: list[dict[str, Answer]]) -> None:
    assert_alike(terms, sheets)


@given(
    st.lists(TERMS, min_size=1, max_size=4, unique=True),
    st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, EXACT)), min_size=1, max_size=3),
)
def test_terms_of_exact_answers_come_to_the_same(terms: list[Term], sheets: list[dict[str, Answer]]) -> None:
    assert_alike(terms, sheets)
