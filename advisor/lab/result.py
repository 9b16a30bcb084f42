"""What an experiment found, as one immutable value that text, chart and file are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from advisor.answers import Range
from advisor.errors import UserError

Progress = Callable[[float, str], None]
"""Told how much of an experiment is done (0 to 1) and what comes next."""

Cell = str | int | float | None


class LabUnavailable(UserError):
    """A package, a server or a port that an experiment needs is not there."""


@dataclass(frozen=True)
class Reading:
    """A measured number with its interval, in the unit named."""

    name: str
    mid: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Table:
    """Rows of cells under their columns; a unit stands in the name of its column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Series:
    """A line or a group of bars: ``y`` over ``x``, with an interval where ``low`` and ``high`` are given."""

    label: str
    x: tuple[float | str, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


def interval_bars(label: str, readings: Mapping[str, Reading]) -> Series:
    """A bar with its interval for each reading, by the name given."""
    return Series(
        label,
        tuple(readings),
        tuple(reading.mid for reading in readings.values()),
        tuple(reading.low for reading in readings.values()),
        tuple(reading.high for reading in readings.values()),
    )


@dataclass(frozen=True)
class Chart:
    """A picture of what was found."""

    title: str
    x_label: str
    y_label: str
    kind: Literal["lines", "bars"]
    series: tuple[Series, ...]
    logarithmic: bool = False


@dataclass(frozen=True)
class Comparison:
    """An estimate beside what was measured, both in ``unit``.

    Attributes:
        quantity: what was estimated, and where.
        formula: name of the formula, as ``advisor estimate`` knows it.
    """

    quantity: str
    formula: str
    estimate: float
    measured: float
    unit: str

    @property
    def ratio(self) -> float:
        """Measured over estimated; above 1 the estimate was too low."""
        return self.measured / self.estimate if self.estimate else float("inf")


@dataclass(frozen=True)
class Result:
    """What one experiment found.

    Attributes:
        experiment: its name on the command line.
        question: what it answers.
        data: which data, how much of it.
        conditions: what was set, in words.
        table: the main figures.
        readings: single numbers worth quoting.
        comparisons: estimates beside measurements.
        answers: requirements that were measured here, in their units; a system file may take them.
        means: what the figures say, in sentences made from them.
        does_not_mean: what must not be read into them.
    """

    experiment: str
    question: str
    data: str
    seed: int
    conditions: Mapping[str, str]
    table: Table
    chart: Chart
    means: str
    does_not_mean: str
    readings: tuple[Reading, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    answers: Mapping[str, Range] = field(default_factory=dict)
