"""Steps of :mod:`~advisor.reasoning.lanes` for conditions: intervals, tests of them and of choices, joins of truths.

Rows of intervals come in pairs, the least values and the greatest. The arithmetic is that of
:meth:`~advisor.reasoning.truth.TruthPlan.evaluate`, operation by operation, so that every bit is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir

from advisor.reasoning.lanes import LANES, conversion, step
from advisor.reasoning.truth import NO, UNKNOWN, YES

_Two = tuple[Any, Any]


def _row(kind: Any, value: float) -> Any:
    return ir.Constant(kind, [value] * LANES)


# --- intervals -------------------------------------------------------------------------------------


def _extreme(builder: Any, sign: str, one: Any, other: Any) -> Any:
    return builder.select(builder.fcmp_ordered(sign, one, other), one, other)


def _product(builder: Any, left: _Two, right: _Two, unbounded: Any) -> _Two:
    """Anything is possible where ``unbounded``, and where zero meets infinity."""
    corners = [builder.fmul(one, other) for one in left for other in right]
    pairs = corners[:2], corners[2:]
    for one, other in pairs:
        unbounded = builder.or_(unbounded, builder.fcmp_unordered("uno", one, other))
    least, most = (_extreme(builder, sign, *(_extreme(builder, sign, *pair) for pair in pairs)) for sign in ("<", ">"))
    infinity = _row(least.type, float("inf"))
    return builder.select(unbounded, builder.fneg(infinity), least), builder.select(unbounded, infinity, most)


def _times(builder: Any, rows: Sequence[Any], _: Sequence[Any]) -> _Two:
    a, b, c, d = rows
    return _product(builder, (a, b), (c, d), ir.Constant(ir.VectorType(ir.IntType(1), LANES), [0] * LANES))


def _over(builder: Any, rows: Sequence[Any], _: Sequence[Any]) -> _Two:
    a, b, least, most = rows
    zero, one = _row(least.type, 0.0), _row(least.type, 1.0)
    around_zero = builder.and_(builder.fcmp_ordered("<=", least, zero), builder.fcmp_ordered(">=", most, zero))
    return _product(builder, (a, b), (builder.fdiv(one, most), builder.fdiv(one, least)), around_zero)


constant = step(lambda _, __, numbers: (numbers[0], numbers[0]))
scaled = step(lambda builder, rows, numbers: tuple(builder.fmul(row, numbers[0]) for row in rows))
plus = step(lambda builder, rows, _: (builder.fadd(rows[0], rows[2]), builder.fadd(rows[1], rows[3])))
minus = step(lambda builder, rows, _: (builder.fsub(rows[0], rows[3]), builder.fsub(rows[1], rows[2])))
times, over = step(_times), step(_over)

# --- truths ----------------------------------------------------------------------------------------


def _bit_of(builder: Any, rows: Sequence[Any], _: Sequence[Any]) -> Any:
    """The bit set of one choice; unknown stays below zero."""
    (taken,) = rows
    unknown = builder.icmp_signed("<", taken, _row(taken.type, 0))
    return builder.select(unknown, taken, builder.shl(_row(taken.type, 1), taken))


def _below(builder: Any, rows: Sequence[Any], numbers: Sequence[Any], truth: Any) -> Any:
    """Whether an interval lies below a limit; where the second number is negative whether it does not."""
    (least, most), (limit, sign) = rows, numbers
    below, above = builder.fcmp_ordered("<", most, limit), builder.fcmp_ordered(">=", least, limit)
    positive = builder.fcmp_ordered(">", sign, _row(sign.type, 0.0))
    yes, no = builder.select(positive, below, above), builder.select(positive, above, below)
    return builder.select(yes, _row(truth, YES), builder.select(no, _row(truth, NO), _row(truth, UNKNOWN)))


def _ticked(builder: Any, rows: Sequence[Any], numbers: Sequence[Any], truth: Any) -> Any:
    """Whether a bit set shares a bit with a mask; where the second number is 0 whether it does not."""
    (bits,), (mask, positive) = rows, numbers
    zero = _row(bits.type, 0)
    shares = builder.icmp_signed("!=", builder.and_(bits, mask), zero)
    no = builder.xor(shares, builder.icmp_signed("!=", positive, zero))
    known = builder.select(no, _row(truth, NO), _row(truth, YES))
    return builder.select(builder.icmp_signed("<", bits, zero), _row(truth, UNKNOWN), known)


def _joined(sign: str) -> Callable[..., Any]:
    def reduce(builder: Any, rows: Sequence[Any], _: Sequence[Any]) -> Any:
        first, *others = rows
        for other in others:
            first = builder.select(builder.icmp_signed(sign, first, other), first, other)
        return first

    return reduce


def _open_too(builder: Any, rows: Sequence[Any], _: Sequence[Any]) -> Any:
    """Not zero where the first row is not or where any other is unknown."""
    found, *others = rows
    for other in others:
        found = builder.or_(found, builder.and_(other, _row(other.type, UNKNOWN)))
    return found


def _hold_bits(builder: Any, rows: Sequence[Any], _: Sequence[Any]) -> Any:
    """One bit a row, set where it holds."""
    found = _row(rows[0].type, 0)
    for place, row in enumerate(rows):
        held = builder.icmp_signed("==", row, _row(row.type, YES))
        found = builder.or_(found, builder.select(held, _row(row.type, 1 << place), _row(row.type, 0)))
    return found


bit_of = step(_bit_of)
below, ticked = conversion(_below), conversion(_ticked)
all_hold, any_holds = step(_joined("<")), step(_joined(">"))
open_too, hold_bits = step(_open_too), step(_hold_bits)
holds = conversion(
    lambda builder, rows, _, kind: builder.uitofp(builder.icmp_signed("==", rows[0], _row(rows[0].type, YES)), kind)
)
