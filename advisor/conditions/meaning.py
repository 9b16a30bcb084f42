"""What a condition means: names, kinds and units checked against a vocabulary; negation moved into the tests."""

from __future__ import annotations

import math
from collections.abc import Callable

from advisor import units
from advisor.conditions.syntax import COMPARISONS, Items, Name, Not, Number, Pair, Syntax, Text, read_syntax
from advisor.conditions.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Below,
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
from advisor.errors import choices_hint

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def parse(text: str, vocabulary: Vocabulary) -> Condition:
    """Read a condition and check it against ``vocabulary``.

    Raises:
        ConditionError: the text is not a condition of the language, names something unknown, compares
            things of different kinds or units, or is longer or deeper than the limits.
    """
    checker = _Checker(vocabulary)
    tree = checker.condition(read_syntax(text), True)
    return Condition(text, tree, tuple(dict.fromkeys(checker.seen)))


def parse_arithmetic(text: str, vocabulary: Vocabulary) -> Arithmetic:
    """Read sums and products of number fields, such as ``peak_rate / peak_over_mean``.

    Raises:
        ConditionError: as ``parse``.
    """
    checker = _Checker(vocabulary)
    term, dimension = checker.term(read_syntax(text))
    return Arithmetic(text, term, tuple(dict.fromkeys(checker.seen)), dimension)


class _Checker:
    """Turns syntax into tests, checking names, kinds and units; negation moves inwards."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.seen: list[str] = []

    def condition(self, syntax: Syntax, positive: bool) -> Tree:
        match syntax:
            case Pair("and" | "or" as word, left, right):
                parts = (*self._flat(word, left, positive), *self._flat(word, right, positive))
                return AllOf(parts) if (word == "and") == positive else AnyOf(parts)
            case Not(part):
                return self.condition(part, not positive)
            case Pair("any", Items(ids), Name(name)):
                return self._mentions(name, ids, False, positive)
            case Pair("only", Name(name), Items(ids)):
                return self._mentions(name, ids, True, positive)
            case Pair("in", Name(choice), Name(name)):
                return self._mentions(name, (choice,), False, positive)
            case Pair("in", Name(name), Items(ids)):
                return self._one_of(name, ids, positive)
            case Pair(operator, left, right) if operator in COMPARISONS:
                return self._comparison(operator if positive else _OPPOSITE[operator], left, right)
            case Name(name):
                field = self._field(name)
                if not field.is_boolean:
                    raise ConditionError(f"{name!r} is not a yes/no field; compare it with something.")
                return IsOneOf(name, frozenset({"true" if positive else "false"}))
            case _:
                raise ConditionError("a condition must be a comparison or a yes/no field.")

    def _flat(self, word: str, syntax: Syntax, positive: bool) -> tuple[Tree, ...]:
        tree = self.condition(syntax, positive)
        same = AllOf if (word == "and") == positive else AnyOf
        return tree.parts if isinstance(tree, same) else (tree,)

    def _field(self, name: str) -> Field:
        field = self._vocabulary.get(name)
        if field is None:
            raise ConditionError(f"{name!r} is not a known name. {choices_hint(name, self._vocabulary)}")
        self.seen.append(name)
        return field

    def _check_choices(self, name: str, ids: tuple[str, ...]) -> Field:
        field = self._field(name)
        for choice in ids:
            if choice not in field.choices:
                raise ConditionError(f"{choice!r} is not a choice of {name}. {choices_hint(choice, field.choices)}")
        return field

    def _one_of(self, name: str, ids: tuple[str, ...], positive: bool) -> IsOneOf:
        if self._field(name).kind == "choices":
            raise ConditionError(f"{name!r} has several values; write 'any [...] in {name}'.")
        field = self._check_choices(name, ids)
        chosen = frozenset(ids)
        return IsOneOf(name, chosen if positive else frozenset(field.choices) - chosen)

    def _mentions(self, name: str, ids: tuple[str, ...], only: bool, positive: bool) -> Mentions:
        if self._field(name).kind != "choices":
            raise ConditionError(f"{name!r} has a single value; write '{name} in [...]'.")
        self._check_choices(name, ids)
        return Mentions(name, frozenset(ids), only, positive)

    def _comparison(self, operator: str, left: Syntax, right: Syntax) -> Tree:
        if isinstance(left, Number | Text) and not isinstance(right, Number | Text):
            return self._comparison(_MIRROR[operator], right, left)
        if isinstance(left, Name) and self._field(left.id).kind != "number":
            if not isinstance(right, Name):
                raise ConditionError(f"{left.id!r} is a choice and is compared with a choice.")
            return self._choice_comparison(operator, left.id, right.id)
        if isinstance(left, Name) and isinstance(right, Number | Text):
            return _number_test(operator, left.id, self._constant(right, self._number(left.id)))
        return self._sum_comparison(operator, left, right)

    def _choice_comparison(self, operator: str, name: str, choice: str) -> Tree:
        if operator in ("==", "!="):
            return self._one_of(name, (choice,), operator == "==")
        field = self._check_choices(name, (choice,))
        if not field.ordered:
            raise ConditionError(f"the choices of {name!r} have no order; use == or 'in [...]'.")
        at = field.choices.index(choice)
        within = {
            "<": field.choices[:at],
            "<=": field.choices[: at + 1],
            ">": field.choices[at + 1 :],
            ">=": field.choices[at:],
        }
        return IsOneOf(name, frozenset(within[operator]))

    def _number(self, name: str) -> Field:
        field = self._field(name)
        if field.kind != "number":
            raise ConditionError(f"{name!r} is not a number.")
        return field

    @staticmethod
    def _constant(syntax: Number | Text, field: Field) -> float:
        if isinstance(syntax, Number):
            return syntax.value
        try:
            return units.read_quantity(syntax.value, field.unit)
        except ValueError as error:
            raise ConditionError(f"{syntax.value!r} can't be compared with a value in {field.unit}: {error}") from None

    def _sum_comparison(self, operator: str, left: Syntax, right: Syntax) -> Tree:
        (term, dimension), (other, found) = self.term(left), self.term(right)
        if dimension != found:
            raise ConditionError(f"a value in {_say(dimension)} is compared with one in {_say(found)}.")
        if isinstance(other, Constant):
            return _limit_test(operator, term, other.value)
        return _limit_test(operator, Operation("-", term, other), 0.0)

    def term(self, syntax: Syntax) -> tuple[Term, units.Dimension]:
        match syntax:
            case Number(value):
                return Constant(value), units.NONE
            case Text(written):
                try:
                    value, dimension = units.read_base_quantity(written)
                except ValueError as error:
                    raise ConditionError(f"{written!r} is no quantity: {error}") from None
                return Constant(value), dimension
            case Name(name):
                unit = self._number(name).unit
                return Quantity(name, units.factor(unit)), units.dimension(unit)
            case Pair("+" | "-" as operator, left, right):
                (a, kind), (b, other) = self.term(left), self.term(right)
                if kind != other:
                    raise ConditionError(f"a value in {_say(kind)} is added to one in {_say(other)}.")
                return Operation(operator, a, b), kind
            case Pair("*" | "/" as operator, left, right):
                (a, kind), (b, other) = self.term(left), self.term(right)
                sign = 1 if operator == "*" else -1
                return Operation(operator, a, b), units.multiply(kind, other, sign)
            case _:
                raise ConditionError("arithmetic takes numbers, quantities in quotes and number fields only.")


def _say(dimension: units.Dimension) -> str:
    return units.describe(dimension)


def _number_test(operator: str, name: str, value: float) -> Tree:
    def test(limit: float, positive: bool) -> Below:
        return Below(name, limit, positive)

    if operator in ("==", "!="):
        tests = tuple(_ordered_test(part, test, value) for part in ((">=", "<=") if operator == "==" else ("<", ">")))
        return AllOf(tests) if operator == "==" else AnyOf(tests)
    return _ordered_test(operator, test, value)


def _limit_test(operator: str, term: Term, value: float) -> Tree:
    if operator in ("==", "!="):
        raise ConditionError("sums and products are compared with <, <=, > or >=.")
    return _ordered_test(operator, lambda limit, positive: SumBelow(term, limit, positive), value)


def _ordered_test(operator: str, test: Callable[[float, bool], Test], value: float) -> Test:
    """A comparison as "below" or "not below": up to and including a value is below the next number after it."""
    limit = math.nextafter(value, math.inf) if operator in ("<=", ">") else value
    return test(limit, operator in ("<", "<="))
