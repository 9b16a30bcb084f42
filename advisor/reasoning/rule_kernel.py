"""Conditions over many scenarios at once, compiled by Numba: the same nodes and operations as numpy, no calls of it.

``LANES`` scenarios go through all nodes before the next ones come, so that truths stay near the processor.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.lanes import LANES, compile_loop, fill, gather, workspace
from advisor.reasoning.model import Model
from advisor.reasoning.rule_program import CONSTANT, MINUS, PLUS, SCALED, TIMES, RuleProgram, rule_program
from advisor.reasoning.rule_steps import (
    all_hold,
    any_holds,
    below,
    bit_of,
    constant,
    hold_bits,
    minus,
    open_too,
    over,
    plus,
    scaled,
    ticked,
    times,
)
from advisor.reasoning.scenarios import ScenarioBatch
from advisor.reasoning.threads import share_out
from advisor.reasoning.truth import TruthPlan, Truths

Places = NDArray[np.int64]

BITS = 8
"""Conditions whose truths make a byte."""


class Scenarios(NamedTuple):
    """Answers and priorities, each kept once and met in any combination.

    Attributes:
        choice: as of ``ScenarioBatch``.
        choices: likewise.
        low: likewise; of the priorities it means nothing.
        high: likewise.
        priorities: of the qualities, 0 to 5, shape (qualities, columns).
        quality_of: of which quality each number field is the priority, -1 of none.
        answers_of: the column of the answers of each scenario.
        priorities_of: the column of its priorities.
    """

    choice: NDArray[np.int64]
    choices: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    priorities: NDArray[np.float64]
    quality_of: NDArray[np.int32]
    answers_of: Places
    priorities_of: Places

    @property
    def size(self) -> int:
        return len(self.answers_of)

    def some(self, wanted: Places) -> Scenarios:
        """The scenarios at ``wanted``."""
        return self._replace(answers_of=self.answers_of[wanted], priorities_of=self.priorities_of[wanted])


def paired(
    model: Model, batch: ScenarioBatch, priorities: NDArray[np.float64], answers_of: Places, priorities_of: Places
) -> Scenarios:
    """Answers of some scenarios with priorities of others; arguments as of ``Scenarios``."""
    quality_of = np.full(len(batch.low), -1, dtype=np.int32)
    quality_of[model.priority_rows] = np.arange(len(priorities))
    return Scenarios(
        np.ascontiguousarray(batch.choice), np.ascontiguousarray(batch.choices), np.ascontiguousarray(batch.low),
        np.ascontiguousarray(batch.high), np.ascontiguousarray(priorities),
        quality_of, answers_of.astype(np.int64), priorities_of.astype(np.int64),
    )  # fmt: skip


def unpaired(model: Model, batch: ScenarioBatch) -> Scenarios:
    """Scenarios as they are, each with its own priorities."""
    every = np.arange(batch.size)
    return paired(model, batch, batch.low[model.priority_rows], every, every)


def truths(plan: TruthPlan, scenarios: Scenarios) -> Truths:
    """Truth of every condition of a plan in every scenario, int8 of shape (conditions, B)."""
    program, size = rule_program(plan), scenarios.size
    found = np.empty((len(program.wanted), -(-size // LANES) * LANES), dtype=np.int8)

    def work(first: int, last: int) -> None:
        _truths(program, scenarios, *room(program, scenarios), found, first, last)

    share_out(work, found.shape[1], LANES)
    return found[:, :size]


def patterns(plan: TruthPlan, scenarios: Scenarios) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Which conditions hold in every scenario, and in which scenarios some condition is unknown.

    Returns:
        One bit a condition, shape (bytes, B), columns alike where the same conditions hold; and shape (B,).
    """
    program, size = rule_program(plan), scenarios.size
    padded = -(-size // LANES) * LANES
    nodes = np.pad(program.wanted, (0, -len(program.wanted) % BITS), mode="edge")
    found, unknown = np.empty((len(nodes) // BITS, padded), dtype=np.uint8), np.empty(padded, dtype=bool)

    def work(first: int, last: int) -> None:
        memory = room(program, scenarios, spare=2)
        _patterns(program, scenarios, *memory, nodes, program.nodes, found, unknown, first, last)

    share_out(work, padded, LANES)
    return found[:, :size], unknown[:size]


def room(program: RuleProgram, scenarios: Scenarios, spare: int = 0) -> tuple[NDArray[Any], ...]:
    """Memory for the bit sets, intervals and truths of a block, for ``spare`` rows more than there are nodes."""
    fields = len(scenarios.choice) + len(scenarios.choices)
    intervals = 2 * (len(scenarios.low) + len(program.terms))
    return (
        workspace("bits", fields, np.int64), workspace("intervals", intervals, np.float64),
        workspace("truths", program.nodes + spare, np.int8),
    )  # fmt: skip


# --- compiled --------------------------------------------------------------------------------------


def _read_block(program: Any, scenarios: Any, start: Any, bits: Any, intervals: Any, places: Any) -> None:
    """Answers of a block; where there are no more scenarios those of the last one once more."""
    last, single = len(scenarios.answers_of) - 1, len(scenarios.choice)
    for lane in range(LANES):
        places[0, lane] = scenarios.answers_of[min(start + lane, last)]
        places[1, lane] = scenarios.priorities_of[min(start + lane, last)]
    for field in program.sets:
        if field < single:
            gather(bits, field, scenarios.choice, field, places[0])
            bit_of(bits, field, (field,), ())
        else:
            gather(bits, field, scenarios.choices, field - single, places[0])
    for field in program.numbers:
        quality = scenarios.quality_of[field]
        if quality < 0:
            gather(intervals, 2 * field, scenarios.low, field, places[0])
            gather(intervals, 2 * field + 1, scenarios.high, field, places[0])
        else:
            gather(intervals, 2 * field, scenarios.priorities, quality, places[1])
            gather(intervals, 2 * field + 1, scenarios.priorities, quality, places[1])


read_block = compile_loop(_read_block)


def _intervals_of_block(program: Any, numbers: Any, intervals: Any) -> None:
    """Intervals of terms, behind those of the ``numbers`` fields."""
    for at in range(len(program.terms)):
        kind, row = program.terms[at], 2 * (numbers + at)
        to = row, row + 1
        one, other = 2 * program.left[at], 2 * program.right[at]
        if kind == CONSTANT:
            constant(intervals, to, (), (program.number[at],))
        elif kind == SCALED:
            scaled(intervals, to, (one, one + 1), (program.number[at],))
        elif kind == PLUS:
            plus(intervals, to, (one, one + 1, other, other + 1), ())
        elif kind == MINUS:
            minus(intervals, to, (one, one + 1, other, other + 1), ())
        elif kind == TIMES:
            times(intervals, to, (one, one + 1, other, other + 1), ())
        else:
            over(intervals, to, (one, one + 1, other, other + 1), ())


intervals_of_block = compile_loop(_intervals_of_block)


def _truths_of_block(program: Any, numbers: Any, bits: Any, intervals: Any, truths: Any) -> None:
    """Truths of all nodes of a block whose answers are read."""
    for at in range(len(program.ticked)):
        ticked(truths, at, bits, (program.ticked[at],), (program.mask[at], program.positive[at]))
    intervals_of_block(program, numbers, intervals)
    tests = len(program.ticked)
    for at in range(len(program.interval)):
        row = 2 * program.interval[at]
        below(truths, tests + at, intervals, (row, row + 1), (program.limit[at], program.sign[at]))
    for join in range(len(program.joins)):
        to, at = program.joins[join], program.parts_first[join]
        end = program.parts_first[join + 1]
        one, other = program.parts[at], program.parts[min(at + 1, end - 1)]
        if program.conjunction[join]:
            all_hold(truths, to, (one, other), ())
            for part in range(at + 2, end):
                all_hold(truths, to, (to, program.parts[part]), ())
        else:
            any_holds(truths, to, (one, other), ())
            for part in range(at + 2, end):
                any_holds(truths, to, (to, program.parts[part]), ())


truths_of_block = compile_loop(_truths_of_block)


def _truths_of_blocks(
    program: Any, scenarios: Any, bits: Any, intervals: Any, truths: Any, found: Any, first: Any, last: Any
) -> None:
    places = np.zeros((2, LANES), dtype=np.int64)
    for start in range(first, last, LANES):
        read_block(program, scenarios, start, bits, intervals, places)
        truths_of_block(program, len(scenarios.low), bits, intervals, truths)
        for row in range(len(found)):
            node = program.wanted[row]
            for lane in range(LANES):
                found[row, start + lane] = truths[node * LANES + lane]


def _patterns_of_blocks(
    program: Any, scenarios: Any, bits: Any, intervals: Any, truths: Any, nodes: Any, spare: Any, found: Any,
    unknown: Any, first: Any, last: Any,
) -> None:  # fmt: skip
    """Truths of some nodes, a bit each, and whether one is unknown; two rows of truths are ``spare``."""
    places = np.zeros((2, LANES), dtype=np.int64)
    for start in range(first, last, LANES):
        read_block(program, scenarios, start, bits, intervals, places)
        truths_of_block(program, len(scenarios.low), bits, intervals, truths)
        fill(truths, spare, (), (0,))
        for byte in range(len(found)):
            at = BITS * byte
            eight = (
                nodes[at], nodes[at + 1], nodes[at + 2], nodes[at + 3], nodes[at + 4], nodes[at + 5], nodes[at + 6],
                nodes[at + 7],
            )  # fmt: skip
            open_too(truths, spare, (spare, *eight), ())
            hold_bits(truths, spare + 1, eight, ())
            for lane in range(LANES):
                found[byte, start + lane] = truths[(spare + 1) * LANES + lane]
        for lane in range(LANES):
            unknown[start + lane] = truths[spare * LANES + lane] != 0


_truths = compile_loop(_truths_of_blocks)
_patterns = compile_loop(_patterns_of_blocks)
