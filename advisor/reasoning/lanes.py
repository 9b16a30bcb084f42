"""Steps over rows of lanes for code that Numba compiles: each reads some rows, combines them, and writes one.

A row is ``LANES`` numbers beside each other, one a scenario. Numba has no type for it, and what its own loops become
depends on how well the compiler can prove that rows do not overlap; a step says the whole row at once as a vector of
LLVM, which becomes as many vector instructions as the machine needs. Numba keeps what it compiled by the date of the
file that holds the loop, here ``kernel.py``; who changes a step touches that too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

LANES = 64
"""Scenarios of a row: enough to repay the arithmetic on places, few enough for messages to stay in the caches."""

_Combine = Callable[[Any, Sequence[Any], Sequence[Any]], Any]


def step(combine: _Combine) -> Any:
    """A compiled function ``(values, to, rows, numbers)`` that writes one row of ``values``.

    Its ``values`` is a flat array of rows, ``to`` the row to write, ``rows`` a tuple of the rows to read and
    ``numbers`` a tuple of numbers that all lanes share; places are not checked.

    Args:
        combine: what to write, given the builder of LLVM, the rows read, and the numbers as rows.
    """

    def written(_: Any, values: Any, to: Any, rows: Any, numbers: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind, *_ = signature.args
            vector = ir.VectorType(context.get_value_type(kind.dtype), LANES)
            size = context.get_abi_sizeof(context.get_value_type(kind.dtype))
            data = context.make_array(kind)(context, builder, arguments[0]).data

            def place(row: Any) -> Any:
                start = builder.mul(row, ir.Constant(row.type, LANES))
                return builder.bitcast(builder.gep(data, [start]), vector.as_pointer())

            def spread(number: Any) -> Any:
                empty, first = ir.Constant(vector, ir.Undefined), ir.Constant(ir.IntType(32), 0)
                lanes = ir.Constant(ir.VectorType(first.type, LANES), [0] * LANES)
                return builder.shuffle_vector(builder.insert_element(empty, number, first), empty, lanes)

            def parts(at: int, wanted: Any) -> list[Any]:
                found = enumerate(signature.args[at].types)
                return [
                    context.cast(builder, builder.extract_value(arguments[at], part), own, wanted)
                    for part, own in found
                ]

            read = [builder.load(place(row), align=size) for row in parts(2, types.intp)]
            shared = [spread(number) for number in parts(3, kind.dtype)]
            target = place(context.cast(builder, arguments[1], signature.args[1], types.intp))
            builder.store(combine(builder, read, shared), target, align=size)
            return context.get_dummy_value()

        return types.void(values, to, rows, numbers), generate

    return intrinsic(written)


def greatest(builder: Any, rows: Sequence[Any]) -> Any:
    """The greatest of several rows, lane by lane."""
    first, *others = rows
    for other in others:
        first = builder.select(builder.fcmp_ordered(">", first, other), first, other)
    return first


def smallest(builder: Any, rows: Sequence[Any]) -> Any:
    """The smallest of several rows, lane by lane."""
    first, *others = rows
    for other in others:
        first = builder.select(builder.fcmp_ordered("<", first, other), first, other)
    return first


def inverse(builder: Any, row: Any, least: Any) -> Any:
    """One divided by a row, or by ``least`` where the row is smaller."""
    ones = ir.Constant(row.type, [1.0] * LANES)
    return builder.fdiv(ones, greatest(builder, [row, least]))


def _cell(_: Any, values: Any, row: Any, lane: Any) -> Any:
    """One number of a row; places are not checked."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind, *places = signature.args
        data = context.make_array(kind)(context, builder, arguments[0]).data
        at, lane = (
            context.cast(builder, place, own, types.intp) for place, own in zip(arguments[1:], places, strict=True)
        )
        return builder.load(builder.gep(data, [builder.add(builder.mul(at, ir.Constant(at.type, LANES)), lane)]))

    return values.dtype(values, row, lane), generate


cell = intrinsic(_cell)
