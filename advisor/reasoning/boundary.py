"""Where two numbers together turn a decision: the best architecture over the whole plane of two answers.

Conditions cut each number into cells within which nothing changes, so the plane falls into rectangles, and one value of
each says all about it. Where a condition joins both numbers in one term, as in ``size * rate``, its limit is a curve:
the plane is then cut at ``PLACES`` more values of the first number, at each of which the cells of the second are exact.
Unknown answers that are joined with a number blur its limit into one cell a draw; of more than ``MOST_CELLS`` cells
those are kept that the known answers make, and of the others evenly spread ones.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.answers import Answer, Range
from advisor.conditions import SumBelow
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.knowledge.schema import Answers
from advisor.reasoning.breakpoints import breakpoints, fields_of, tests_of
from advisor.reasoning.cells import Cell, cells_of
from advisor.reasoning.flips import Flip
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.variants import Architecture, Variants
from advisor.requirements.system import System

PLACES = 24
"""Values of the first number at which a curve is followed."""

MOST_CELLS = 32
"""Cells of one number, beyond which not every draw of the unknown answers gets its own."""

_AROUND = 1000.0
"""How far around the known values of a number a curve is followed, as a factor."""


@dataclass(frozen=True)
class Band:
    """Values of the second number with one best architecture: from ``low`` up to but not including ``high``.

    Attributes:
        architecture: option of each decision, ``None`` where it does not apply; empty where none is feasible.
    """

    low: float
    high: float
    architecture: Architecture


@dataclass(frozen=True)
class Column:
    """Values of the first number, from ``low`` up to but not including ``high``, and all values of the second.

    Attributes:
        sample: the value that stands for them: what the bands say is exact there.
    """

    low: float
    high: float
    sample: float
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Boundary:
    """The plane of two answers.

    Attributes:
        across: the first answer, a number.
        up: the second.
        columns: by value of the first, ascending, without gaps.
        exact: whether every threshold is among the ends of columns and bands, and none is a curve.
    """

    across: str
    up: str
    columns: tuple[Column, ...]
    exact: bool

    def architecture(self, across: float, up: float) -> Architecture:
        """The best architecture at one point of the plane; empty where none is feasible."""
        column = [column for column in self.columns if column.low <= across][-1]
        return [band for band in column.bands if band.low <= up][-1].architecture

    def turned(self) -> dict[str, int]:
        """For each decision that the two answers turn, how many options the plane shows of it."""
        seen: dict[str, set[str]] = {}
        for column in self.columns:
            for band in column.bands:
                for decision, option in band.architecture.items():
                    if option is not None:
                        seen.setdefault(decision, set()).add(option)
        return {decision: len(options) for decision, options in seen.items() if len(options) > 1}


def find_boundary(model: Model, system: System, across: str, up: str) -> Boundary:
    """The best architecture at all values of two numbers, everything else as in ``system``.

    Args:
        across, up: two different questions with numbers for answers, whatever ``system`` answers to them.
    """
    joined = _joined(model, across, up)
    columns, exact = _cells(model, system, across, PLACES // 3 if joined else MOST_CELLS)
    if joined:
        columns = list(_cut(columns, system.requirements.get(across)))
        rows = [_cells(model, _answered(system, across, column.sample), up)[0] for column in columns]
    else:
        cells, exact_up = _cells(model, system, up)
        rows, exact = [cells] * len(columns), exact and exact_up
    places = [(column, cell) for column, cells in zip(columns, rows, strict=True) for cell in cells]
    changes = [((across, column.sample), (up, cell.sample)) for column, cell in places]
    found = iter(Variants(model, system).best_together(changes))
    return Boundary(
        across,
        up,
        tuple(
            Column(
                column.low,
                column.high,
                column.sample,
                tuple(
                    Band(cell.low, cell.high, {} if (b := next(found)) is None else b.architecture) for cell in cells
                ),
            )
            for column, cells in zip(columns, rows, strict=True)
        ),
        exact=exact and not joined,
    )


def telling_pair(model: Model, flips: Iterable[Flip], probabilities: Mapping[str, float]) -> tuple[str, str] | None:
    """The two numbers whose thresholds most often turn the decision that numbers turn most often.

    Args:
        flips: of the recommendation.
        probabilities: of the recommended options; of decisions turned equally often the least certain counts.

    Returns:
        The two questions in the order of the rule base; ``None`` where no decision is turned by two numbers.
    """
    turns: dict[str, Counter[str]] = {}
    for flip in flips:
        if flip.at is not None and not flip.answer.startswith(PRIORITY_PREFIX):
            turns.setdefault(flip.decision, Counter())[flip.answer] += 1
    several = [decision for decision, answers in turns.items() if len(answers) > 1]
    if not several:
        return None
    decision = min(several, key=lambda name: (-turns[name].total(), probabilities[name], name))
    order = list(model.knowledge.questions)
    most = sorted(turns[decision], key=lambda answer: (-turns[decision][answer], order.index(answer)))[:2]
    one, other = sorted(most, key=order.index)
    return one, other


def plane_questions(model: Model) -> list[str]:
    """The questions that may span a plane: numbers that conditions read."""
    questions = model.knowledge.questions
    return [name for name in questions if name in model.read and questions[name].answers is Answers.NUMBER]


def _joined(model: Model, one: str, other: str) -> bool:
    """Whether a term of some condition reads both."""
    return any(
        isinstance(test, SumBelow) and {one, other} <= fields_of(test.term)
        for condition in model.conditions
        for test in tests_of(condition.tree)
    )


def _answered(system: System, name: str, value: float) -> System:
    return replace(system, requirements={**system.requirements, name: value})


def _cells(model: Model, system: System, name: str, most: int = MOST_CELLS) -> tuple[list[Cell], bool]:
    """The cells of one number, and whether these are all of them."""
    cells = _wide(cells_of(model, system, [name])[name])
    if len(cells) <= most:
        return cells, True
    answers = answers_with_priorities(system, model.knowledge)
    sure = set(breakpoints(name, model.conditions, answers, model.fields.vocabulary))
    step = math.ceil(len(cells) / most)
    return _wide([cell for place, cell in enumerate(cells) if place % step == 0 or cell.low in sure]), False


def _wide(cells: Sequence[Cell]) -> list[Cell]:
    """The cells without those of hardly more than one number, whose neighbours take their place."""
    wide = [cell for cell in cells if not cell.is_point]
    ends = [*(cell.low for cell in wide[1:]), math.inf]
    return [replace(cell, high=end) for cell, end in zip(wide, ends, strict=True)]


def _cut(cells: Sequence[Cell], answer: Answer | None) -> Iterator[Cell]:
    """The cells cut further at ``PLACES`` values, evenly on a logarithmic scale around what is known."""
    known = [value for cell in cells for value in (cell.low, cell.high) if 0 < value < math.inf]
    if isinstance(answer, Range):
        known += [value for value in (answer.low, answer.high) if value > 0]
    elif isinstance(answer, float | int) and answer > 0:
        known.append(float(answer))
    least, most = min(known, default=1.0), max(known, default=1.0)
    around = math.sqrt(_AROUND) if len(known) > 1 else _AROUND
    places = np.geomspace(least / around, most * around, PLACES).tolist()
    for cell in cells:
        lows = [cell.low, *(place for place in places if cell.low < place < cell.high)]
        for low, high in zip(lows, [*lows[1:], cell.high], strict=True):
            middle = math.sqrt(low * high) if low > 0 and high < math.inf else low
            yield Cell(low, high, max(middle, low))
