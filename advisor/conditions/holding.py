"""Whether a condition holds for one set of answers, in three-valued logic: unknown is ``None`` and never a no."""

from __future__ import annotations

import math
from collections.abc import Mapping

from advisor.answers import Answer, Range
from advisor.conditions.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Below,
    Bounds,
    Condition,
    Constant,
    Field,
    IsOneOf,
    Mentions,
    Operation,
    Quantity,
    SumBelow,
    Term,
    Tree,
    Truth,
    Vocabulary,
)


def holds(condition: Condition, answers: Mapping[str, Answer], vocabulary: Vocabulary) -> Truth:
    """Whether ``condition`` holds for ``answers``: yes, no, or ``None`` where that is not known."""
    return _tree_holds(condition.tree, answers, vocabulary)


def _tree_holds(tree: Tree, answers: Mapping[str, Answer], vocabulary: Vocabulary) -> Truth:
    match tree:
        case AllOf(parts):
            found = [_tree_holds(part, answers, vocabulary) for part in parts]
            return False if False in found else None if None in found else True
        case AnyOf(parts):
            found = [_tree_holds(part, answers, vocabulary) for part in parts]
            return True if True in found else None if None in found else False
        case IsOneOf(field, choices):
            answer = answers.get(field)
            return None if answer is None else _as_choice(answer) in choices
        case Mentions(field, choices, only, positive):
            ticked = answers.get(field)
            if not isinstance(ticked, tuple):
                return None
            mentioned = set(ticked) <= choices if only else bool(choices & set(ticked))
            return mentioned == positive
        case Below(field, limit, positive):
            return _below(bounds(answers.get(field), vocabulary[field]), limit, positive)
        case SumBelow(term, limit, positive):
            return _below(_term_bounds(term, answers, vocabulary), limit, positive)


def _as_choice(answer: Answer) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def bounds(answer: Answer | None, field: Field) -> Bounds:
    """Least and greatest value that ``answer`` may stand for; an absent one for anything the field allows."""
    match answer:
        case None:
            return field.minimum, field.maximum
        case Range(low, high):
            return low, high
        case int() | float():
            return float(answer), float(answer)
        case _:
            raise TypeError(f"{answer!r} is not a number")


def _below(value: Bounds, limit: float, positive: bool) -> Truth:
    low, high = value
    if high < limit:
        return positive
    if low >= limit:
        return not positive
    return None


def arithmetic_bounds(arithmetic: Arithmetic, answers: Mapping[str, Answer], vocabulary: Vocabulary) -> Bounds:
    """Least and greatest value of ``arithmetic`` for ``answers``, in base units."""
    return _term_bounds(arithmetic.term, answers, vocabulary)


def _term_bounds(term: Term, answers: Mapping[str, Answer], vocabulary: Vocabulary) -> Bounds:
    match term:
        case Constant(value):
            return value, value
        case Quantity(field, factor):
            low, high = bounds(answers.get(field), vocabulary[field])
            return low * factor, high * factor
        case Operation(operator, left, right):
            return combine(operator, _term_bounds(left, answers, vocabulary), _term_bounds(right, answers, vocabulary))


def combine(operator: str, left: Bounds, right: Bounds) -> Bounds:
    """Interval arithmetic; a division by an interval that touches zero, and 0 times infinity, are unbounded."""
    if operator == "+":
        return left[0] + right[0], left[1] + right[1]
    if operator == "-":
        return left[0] - right[1], left[1] - right[0]
    if operator == "/":
        if right[0] <= 0 <= right[1]:
            return -math.inf, math.inf
        right = (1 / right[1], 1 / right[0])
    corners = [a * b for a in left for b in right]
    return (-math.inf, math.inf) if any(map(math.isnan, corners)) else (min(corners), max(corners))
