"""Every formula is documented, in known units, with inputs that exist elsewhere under their names."""

from __future__ import annotations

import inspect

import pytest

import advisor.estimates
from advisor.estimates import formulas
from advisor.estimates.references import load_references
from advisor.knowledge.loading import load_knowledge
from advisor.units import dimension
from tests.estimates import formula_list

NAMES = sorted(formulas())


@pytest.mark.parametrize("name", NAMES)
def test_formula_is_fully_described(name: str) -> None:
    formula = formulas()[name]
    assert formula.name == name
    assert formula.expression
    assert formula.inputs
    assert (formula.function.__doc__ or "").strip()
    assert dimension(formula.unit) is not None
    assert set(formula.sources) <= load_knowledge().sources.keys()
    assert formula.sources


@pytest.mark.parametrize("name", NAMES)
def test_inputs_are_the_arguments_and_fit_what_supplies_them(name: str) -> None:
    formula = formulas()[name]
    parameters = inspect.signature(formula.function).parameters
    open_ended = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    named = {key for key, parameter in parameters.items() if parameter.kind is not parameter.VAR_KEYWORD}
    assert named == formula.inputs.keys() or (open_ended and named <= formula.inputs.keys())
    for key, known in formula.inputs.items():
        assert known.minimum <= known.maximum, key
        if known.answer:
            assert dimension(load_knowledge().questions[known.answer].unit or "1") == dimension(known.unit), key
        if known.reference:
            assert dimension(load_references()[known.reference].unit) == dimension(known.unit), key


def test_functions_are_found_by_name() -> None:
    assert advisor.estimates.erlang_c is formulas()["erlang_c"].function
    assert "erlang_c" in dir(advisor.estimates)
    with pytest.raises(AttributeError, match="no_such_formula"):
        _ = advisor.estimates.no_such_formula


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_is_held_against_something(name: str) -> None:
    assert formula_list.checks_of(name)


def test_the_list_of_formulas_in_the_documentation_is_that_of_today() -> None:
    remedy = "python -m tests.estimates.formula_list"
    assert formula_list.PAGE.read_text(encoding="utf-8") == formula_list.page(), remedy
