"""What a condition says, word by word: names, numbers, lists and operators, not yet checked against a vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from advisor.conditions.tree import ConditionError

MAX_LENGTH = 1000
MAX_DEPTH = 40
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?P<text>'[^']*')|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)"
    r"|(?P<mark><=|>=|==|!=|[<>()\[\],+\-*/]))"
)
_WORDS = {"and", "or", "not", "in", "only", "any"}


@dataclass(frozen=True)
class Name:
    id: str


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Items:
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True)
class Not:
    part: Syntax


Syntax = Name | Number | Text | Items | Pair | Not


def read_syntax(text: str) -> Syntax:
    """The parts of ``text``, by precedence: or < and < not < comparison < sum < product < value.

    Raises:
        ConditionError: it is not of the language, or longer or deeper than the limits.
    """
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"the condition is longer than {MAX_LENGTH} characters.")
    return _Parser(text).read()


class _Parser:
    """Recursive descent, one method for each level of precedence."""

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

    def read(self) -> Syntax:
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

    def _or(self) -> Syntax:
        left = self._and()
        while self._take("or"):
            left = Pair("or", left, self._and())
        return left

    def _and(self) -> Syntax:
        left = self._not()
        while self._take("and"):
            left = Pair("and", left, self._not())
        return left

    def _not(self) -> Syntax:
        if self._take("not"):
            return Not(self._nested(self._not))
        return self._comparison()

    def _comparison(self) -> Syntax:
        if self._take("any"):
            items = self._items()
            if not self._take("in"):
                raise self._error("'in' is missing after 'any [...]'")
            return Pair("any", items, self._value())
        left = self._sum()
        if operator := self._take(*COMPARISONS):
            return Pair(operator, left, self._sum())
        if self._take("only"):
            return Pair("only", left, self._items())
        if self._take("in"):
            return Pair("in", left, self._items() if self._peek() == "[" else self._value())
        return left

    def _sum(self) -> Syntax:
        left = self._product()
        while operator := self._take("+", "-"):
            left = Pair(operator, left, self._product())
        return left

    def _product(self) -> Syntax:
        left = self._value()
        while operator := self._take("*", "/"):
            left = Pair(operator, left, self._value())
        return left

    def _items(self) -> Items:
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
        return Items(tuple(ids))

    def _value(self) -> Syntax:
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
            return Number(float(token))
        if token[0] == "'":
            return Text(token[1:-1])
        if (token[0].isalpha() or token[0] == "_") and token not in _WORDS:
            return Name(token)
        raise self._error(f"{token!r} is not expected here")

    def _nested(self, part: Callable[[], Syntax]) -> Syntax:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConditionError(f"the condition is nested more than {MAX_DEPTH} deep.")
        syntax = part()
        self._depth -= 1
        return syntax
