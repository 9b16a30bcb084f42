"""The language in which rules, questions and components say "when".

A condition is parsed once, checked against a vocabulary of typed fields, and kept as a small tree of tests
joined by *and* and *or* (negation is pushed into the tests). It is never run as code. ``knowledge/README.md``
shows the language; ``holds`` evaluates a condition for one set of values, in three-valued logic: ``None`` is
unknown and never counts as a no. ``advisor.reasoning.truth`` evaluates many conditions over many scenarios.
"""

from advisor.conditions.guarding import chained, guarded
from advisor.conditions.holding import arithmetic_bounds, bounds, combine, holds
from advisor.conditions.meaning import parse, parse_arithmetic
from advisor.conditions.tree import (
    ALWAYS,
    BOOLEAN,
    CLASSES,
    AllOf,
    AnyOf,
    Arithmetic,
    Below,
    Bounds,
    Condition,
    ConditionError,
    Constant,
    Field,
    IsOneOf,
    Mentions,
    Operation,
    Quantity,
    SumBelow,
    Term,
    Test,
    Tree,
    Vocabulary,
)

__all__ = [
    "ALWAYS",
    "BOOLEAN",
    "CLASSES",
    "AllOf",
    "AnyOf",
    "Arithmetic",
    "Below",
    "Bounds",
    "Condition",
    "ConditionError",
    "Constant",
    "Field",
    "IsOneOf",
    "Mentions",
    "Operation",
    "Quantity",
    "SumBelow",
    "Term",
    "Test",
    "Tree",
    "Vocabulary",
    "arithmetic_bounds",
    "bounds",
    "chained",
    "combine",
    "guarded",
    "holds",
    "parse",
    "parse_arithmetic",
]
