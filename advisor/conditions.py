"""The language in which rules, questions and components say "when".

A condition is parsed once, checked against a vocabulary of typed fields, and kept as a small tree of tests
joined by *and* and *or* (negation is pushed into the tests). It is never run as code. ``knowledge/README.md``
shows the language; ``holds`` evaluates a condition for one set of values, in three-valued logic: ``None`` is
unknown and never counts as a no. ``advisor.reasoning.rules`` evaluates many conditions over many scenarios.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from advisor import units
from advisor.answers import Answer, Range
from advisor.errors import choices_hint

MAX_LENGTH = 1000
MAX_DEPTH = 40

Truth = bool | None
Bounds = tuple[float, float]


class ConditionError(ValueError):
    """A condition that can't be read or does not fit the vocabulary."""


@dataclass(frozen=True)
class Field:
    """What a name in a condition stands for.

    Attributes:
        kind: ``choice`` (also yes/no, with the choices ``false`` and ``true``), ``choices`` or ``number``.
        choices: ids in their order.
        ordered: whether choices may be compared with ``<`` and ``>``.
        unit: unit of a number.
        minimum: least possible value of a number.
        maximum: greatest possible value of a number.
    """

    kind: Literal["choice", "choices", "number"]
    choices: tuple[str, ...] = ()
    ordered: bool = False
    unit: str = "count"
    minimum: float = -math.inf
    maximum: float = math.inf

    @property
    def is_boolean(self) -> bool:
        return self.choices == BOOLEAN


BOOLEAN = ("false", "true")
Vocabulary = Mapping[str, Field]


# --- tests -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IsOneOf:
    """The choice taken for ``field`` is among ``choices``."""

    field: str
    choices: frozenset[str]


@dataclass(frozen=True)
class Mentions:
    """The choices ticked for ``field`` include one of ``choices`` (``only``: nothing but these), or not."""

    field: str
    choices: frozenset[str]
    only: bool
    positive: bool


@dataclass(frozen=True)
class Below:
    """``field`` is less than ``limit`` (in the field's unit), or not less."""

    field: str
    limit: float
    positive: bool


@dataclass(frozen=True)
class SumBelow:
    """An arithmetic ``term`` over several fields, in base units, is less than ``limit``, or not less."""

    term: Term
    limit: float
    positive: bool


Test = IsOneOf | Mentions | Below | SumBelow


@dataclass(frozen=True)
class Constant:
    value: float


@dataclass(frozen=True)
class Quantity:
    """A number field in base units: its value times ``factor``."""

    field: str
    factor: float


@dataclass(frozen=True)
class Operation:
    operator: Literal["+", "-", "*", "/"]
    left: Term
    right: Term


Term = Constant | Quantity | Operation


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Tree, ...]


Tree = Test | AllOf | AnyOf


@dataclass(frozen=True)
class Condition:
    """A checked condition.

    Attributes:
        text: as written.
        tree: tests joined by and/or.
        fields: the names it reads, in order of appearance.
    """

    text: str
    tree: Tree
    fields: tuple[str, ...]


CLASSES = (Condition, AllOf, AnyOf, IsOneOf, Mentions, Below, SumBelow, Constant, Quantity, Operation, Field)
"""What conditions and vocabularies are made of."""

ALWAYS = Condition("", AllOf(()), ())


def parse(text: str, vocabulary: Vocabulary) -> Condition:
    """Read a condition and check it against ``vocabulary``.

    Raises:
        ConditionError: the text is not a condition of the language, names something unknown, compares
            things of different kinds or units, or is longer or deeper than the limits.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"the condition is longer than {MAX_LENGTH} characters.")
    syntax = _Parser(text).read()
    checker = _Checker(vocabulary)
    tree = checker.condition(syntax, True)
    return Condition(text, tree, tuple(dict.fromkeys(checker.seen)))


@dataclass(frozen=True)
class Arithmetic:
    """A checked term that stands by itself.

    Attributes:
        text: as written.
        term: in base units.
        fields: the names it reads, in order of appearance.
        dimension: what kind of thing it measures.
    """

    text: str
    term: Term
    fields: tuple[str, ...]
    dimension: units.Dimension


def parse_arithmetic(text: str, vocabulary: Vocabulary) -> Arithmetic:
    """Read sums and products of number fields, such as ``peak_rate / peak_over_mean``.

    Raises:
        ConditionError: as ``parse``.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"the term is longer than {MAX_LENGTH} characters.")
    checker = _Checker(vocabulary)
    term, dimension = checker.term(_Parser(text).read())
    return Arithmetic(text, term, tuple(dict.fromkeys(checker.seen)), dimension)


# --- evaluation of one scenario --------------------------------------------------------------------


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


# --- syntax ----------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?P<text>'[^']*')|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)"
    r"|(?P<mark><=|>=|==|!=|[<>()\[\],+\-*/]))"
)
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_WORDS = {"and", "or", "not", "in", "only", "any"}


@dataclass(frozen=True)
class _Name:
    id: str


@dataclass(frozen=True)
class _Number:
    value: float


@dataclass(frozen=True)
class _Text:
    value: str


@dataclass(frozen=True)
class _Items:
    ids: tuple[str, ...]


@dataclass(frozen=True)
class _Pair:
    operator: str
    left: _Syntax
    right: _Syntax


@dataclass(frozen=True)
class _Not:
    part: _Syntax


_Syntax = _Name | _Number | _Text | _Items | _Pair | _Not


class _Parser:
    """Recursive descent: or < and < not < comparison < sum < product < value."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split(text)
        self._next = 0
        self._depth = 0

    @staticmethod
    def _split(text: str) -> list[str]:
        tokens, position = [], 0
        stripped = text.rstrip()
        while position < len(stripped):
            match = _TOKEN.match(stripped, position)
            if match is None:
                raise ConditionError(f"{stripped[position:].strip()[:12]!r} can't be read in {text!r}.")
            tokens.append(match.group().strip())
            position = match.end()
        return tokens

    def read(self) -> _Syntax:
        syntax = self._or()
        if self._next < len(self._tokens):
            raise self._error(f"{self._tokens[self._next]!r} is not expected here")
        return syntax

    def _error(self, message: str) -> ConditionError:
        return ConditionError(f"{message} in {self._text!r}.")

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self, *wanted: str) -> str | None:
        if self._peek() in wanted and self._peek():
            self._next += 1
            return self._tokens[self._next - 1]
        return None

    def _or(self) -> _Syntax:
        left = self._and()
        while self._take("or"):
            left = _Pair("or", left, self._and())
        return left

    def _and(self) -> _Syntax:
        left = self._not()
        while self._take("and"):
            left = _Pair("and", left, self._not())
        return left

    def _not(self) -> _Syntax:
        if self._take("not"):
            return _Not(self._nested(self._not))
        return self._comparison()

    def _comparison(self) -> _Syntax:
        if self._take("any"):
            items = self._items()
            if not self._take("in"):
                raise self._error("'in' is missing after 'any [...]'")
            return _Pair("any", items, self._value())
        left = self._sum()
        if operator := self._take(*_COMPARISONS):
            return _Pair(operator, left, self._sum())
        if self._take("only"):
            return _Pair("only", left, self._items())
        if self._take("in"):
            return _Pair("in", left, self._items() if self._peek() == "[" else self._value())
        return left

    def _sum(self) -> _Syntax:
        left = self._product()
        while operator := self._take("+", "-"):
            left = _Pair(operator, left, self._product())
        return left

    def _product(self) -> _Syntax:
        left = self._value()
        while operator := self._take("*", "/"):
            left = _Pair(operator, left, self._value())
        return left

    def _items(self) -> _Items:
        if not self._take("["):
            raise self._error("a list in [ ] is missing")
        ids = []
        while not self._take("]"):
            token = self._peek()
            if not token or not (token[0].isalpha() or token[0] == "_"):
                raise self._error("a list holds names, separated by commas")
            ids.append(token)
            self._next += 1
            self._take(",")
        return _Items(tuple(ids))

    def _value(self) -> _Syntax:
        if self._take("("):
            inner = self._nested(self._or)
            if not self._take(")"):
                raise self._error("')' is missing")
            return inner
        token = self._peek()
        if not token:
            raise self._error("something is missing at the end")
        self._next += 1
        if token[0].isdigit():
            return _Number(float(token))
        if token[0] == "'":
            return _Text(token[1:-1])
        if (token[0].isalpha() or token[0] == "_") and token not in _WORDS:
            return _Name(token)
        raise self._error(f"{token!r} is not expected here")

    def _nested(self, part: Callable[[], _Syntax]) -> _Syntax:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConditionError(f"the condition is nested more than {MAX_DEPTH} deep.")
        syntax = part()
        self._depth -= 1
        return syntax


# --- meaning ---------------------------------------------------------------------------------------

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class _Checker:
    """Turns syntax into tests, checking names, kinds and units; negation moves inwards."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.seen: list[str] = []

    def condition(self, syntax: _Syntax, positive: bool) -> Tree:
        match syntax:
            case _Pair("and" | "or" as word, left, right):
                parts = (*self._flat(word, left, positive), *self._flat(word, right, positive))
                return AllOf(parts) if (word == "and") == positive else AnyOf(parts)
            case _Not(part):
                return self.condition(part, not positive)
            case _Pair("any", _Items(ids), _Name(name)):
                return self._mentions(name, ids, False, positive)
            case _Pair("only", _Name(name), _Items(ids)):
                return self._mentions(name, ids, True, positive)
            case _Pair("in", _Name(choice), _Name(name)):
                return self._mentions(name, (choice,), False, positive)
            case _Pair("in", _Name(name), _Items(ids)):
                return self._one_of(name, ids, positive)
            case _Pair(operator, left, right) if operator in _COMPARISONS:
                return self._comparison(operator if positive else _OPPOSITE[operator], left, right)
            case _Name(name):
                field = self._field(name)
                if not field.is_boolean:
                    raise ConditionError(f"{name!r} is not a yes/no field; compare it with something.")
                return IsOneOf(name, frozenset({"true" if positive else "false"}))
            case _:
                raise ConditionError("a condition must be a comparison or a yes/no field.")

    def _flat(self, word: str, syntax: _Syntax, positive: bool) -> tuple[Tree, ...]:
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

    def _comparison(self, operator: str, left: _Syntax, right: _Syntax) -> Tree:
        if isinstance(left, _Number | _Text) and not isinstance(right, _Number | _Text):
            return self._comparison(_MIRROR[operator], right, left)
        if isinstance(left, _Name) and self._field(left.id).kind != "number":
            if not isinstance(right, _Name):
                raise ConditionError(f"{left.id!r} is a choice and is compared with a choice.")
            return self._choice_comparison(operator, left.id, right.id)
        if isinstance(left, _Name) and isinstance(right, _Number | _Text):
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
    def _constant(syntax: _Number | _Text, field: Field) -> float:
        if isinstance(syntax, _Number):
            return syntax.value
        try:
            return units.read_quantity(syntax.value, field.unit)
        except ValueError as error:
            raise ConditionError(f"{syntax.value!r} can't be compared with a value in {field.unit}: {error}") from None

    def _sum_comparison(self, operator: str, left: _Syntax, right: _Syntax) -> Tree:
        (term, dimension), (other, found) = self.term(left), self.term(right)
        if dimension != found:
            raise ConditionError(f"a value in {_say(dimension)} is compared with one in {_say(found)}.")
        if isinstance(other, Constant):
            return _limit_test(operator, term, other.value)
        return _limit_test(operator, Operation("-", term, other), 0.0)

    def term(self, syntax: _Syntax) -> tuple[Term, units.Dimension]:
        match syntax:
            case _Number(value):
                return Constant(value), units.NONE
            case _Text(written):
                try:
                    value, dimension = units.read_base_quantity(written)
                except ValueError as error:
                    raise ConditionError(f"{written!r} is no quantity: {error}") from None
                return Constant(value), dimension
            case _Name(name):
                unit = self._number(name).unit
                return Quantity(name, units.factor(unit)), units.dimension(unit)
            case _Pair("+" | "-" as operator, left, right):
                (a, kind), (b, other) = self.term(left), self.term(right)
                if kind != other:
                    raise ConditionError(f"a value in {_say(kind)} is added to one in {_say(other)}.")
                return Operation(operator, a, b), kind
            case _Pair("*" | "/" as operator, left, right):
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
