"""A condition as a small tree of tests, and the vocabulary of typed fields that it speaks of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advisor import units

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


CLASSES = (Condition, AllOf, AnyOf, IsOneOf, Mentions, Below, SumBelow, Constant, Quantity, Operation, Field)
"""What conditions and vocabularies are made of."""

ALWAYS = Condition("", AllOf(()), ())
