"""Steps over rows of lanes for code that Numba compiles: each reads some rows, combines them, and writes one.

A row is ``LANES`` numbers beside each other, one a scenario. Numba has no type for it, and what its own loops become
depends on how well the compiler can prove that rows do not overlap; a step says the whole row at once as a vector of
LLVM, which becomes as many vector instructions as the machine needs.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray

LANES = 64
"""Scenarios of a row: enough to repay the arithmetic on places, few enough for messages to stay in the caches."""

_Combine = Callable[[Any, Sequence[Any], Sequence[Any]], Any]
_Convert = Callable[[Any, Sequence[Any], Sequence[Any], Any], Any]


def step(combine: _Combine) -> Any:
    """A compiled function ``(values, to, rows, numbers)`` that writes one row of ``values``, or several.

    Its ``values`` is a flat array of rows, ``to`` the row to write or a tuple of some, ``rows`` a tuple of the rows to
    read and ``numbers`` a tuple of numbers that all lanes share; places are not checked.

    Args:
        combine: what to write, given the builder of LLVM, the rows read, and the numbers as rows; a tuple for several.
    """

    def written(_: Any, values: Any, to: Any, rows: Any, numbers: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            (kind, *others), (array, *given) = signature.args, arguments
            arranged = (kind, others[0], kind, *others[1:]), (array, given[0], array, *given[1:])
            return _written(
                lambda builder, rows, numbers, _: combine(builder, rows, numbers), context, builder, *arranged
            )

        return types.void(values, to, rows, numbers), generate

    return intrinsic(written)


def conversion(convert: _Convert) -> Any:
    """As ``step``, a compiled function ``(values, to, source, rows, numbers)`` that reads rows of another array.

    Args:
        convert: what to write, given the builder of LLVM, the rows read, the numbers as rows like these, and the type
            of the row to write.
    """

    def written(_: Any, values: Any, to: Any, source: Any, rows: Any, numbers: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return _written(convert, context, builder, signature.args, arguments)

        return types.void(values, to, source, rows, numbers), generate

    return intrinsic(written)


def _written(convert: _Convert, context: Any, builder: Any, kinds: Any, arguments: Any) -> Any:
    """The code of a step; ``kinds`` and ``arguments`` are those of a conversion."""

    def rows_of(at: int) -> tuple[Any, int, Callable[[Any], Any]]:
        number = context.get_value_type(kinds[at].dtype)
        vector, data = ir.VectorType(number, LANES), context.make_array(kinds[at])(context, builder, arguments[at]).data

        def place(row: Any) -> Any:
            start = builder.mul(row, ir.Constant(row.type, LANES))
            return builder.bitcast(builder.gep(data, [start]), vector.as_pointer())

        return vector, context.get_abi_sizeof(number), place

    def parts(at: int, wanted: Any) -> list[Any]:
        return [
            context.cast(builder, builder.extract_value(arguments[at], part), own, wanted)
            for part, own in enumerate(kinds[at].types)
        ]

    target, align, target_place = rows_of(0)
    source, source_align, source_place = rows_of(2)
    read = [builder.load(source_place(row), align=source_align) for row in parts(3, types.intp)]
    shared = [_spread(builder, source, number) for number in parts(4, kinds[2].dtype)]
    found = convert(builder, read, shared, target)
    if isinstance(found, tuple):
        for row, to in zip(found, parts(1, types.intp), strict=True):
            builder.store(row, target_place(to), align=align)
    else:
        builder.store(found, target_place(context.cast(builder, arguments[1], kinds[1], types.intp)), align=align)
    return context.get_dummy_value()


def _spread(builder: Any, vector: Any, number: Any) -> Any:
    """A row of one number."""
    empty, first = ir.Constant(vector, ir.Undefined), ir.Constant(ir.IntType(32), 0)
    lanes = ir.Constant(ir.VectorType(first.type, LANES), [0] * LANES)
    return builder.shuffle_vector(builder.insert_element(empty, number, first), empty, lanes)


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


def _load(_: Any, values: Any, to: Any, source: Any, at: Any) -> Any:
    """Fill a row with the numbers of another flat array from a place on; places are not checked."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind, own, _, theirs = signature.args
        number = context.get_value_type(kind.dtype)
        vector, size = ir.VectorType(number, LANES), context.get_abi_sizeof(number)
        target, other = (context.make_array(kind)(context, builder, arguments[place]).data for place in (0, 2))
        row = context.cast(builder, arguments[1], own, types.intp)
        start = context.cast(builder, arguments[3], theirs, types.intp)
        begin = builder.gep(target, [builder.mul(row, ir.Constant(row.type, LANES))])
        read = builder.load(builder.bitcast(builder.gep(other, [start]), vector.as_pointer()), align=size)
        builder.store(read, builder.bitcast(begin, vector.as_pointer()), align=size)
        return context.get_dummy_value()

    return types.void(values, to, source, at), generate


def _gather(_: Any, values: Any, to: Any, table: Any, line: Any, places: Any) -> Any:
    """Fill a row with numbers from one line of a table, at the places that an array begins with; nothing is checked.

    All are read before any is written, so that the processor waits for memory once and not for each.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind, own, source, theirs, given = signature.args
        number = context.get_value_type(kind.dtype)
        vector = ir.VectorType(number, LANES)
        whole = context.make_array(source)(context, builder, arguments[2])
        width = cgutils.unpack_tuple(builder, whole.shape, 2)[1]
        begin = builder.gep(whole.data, [builder.mul(context.cast(builder, arguments[3], theirs, types.intp), width)])
        wanted, target = (
            context.make_array(of)(context, builder, array).data
            for of, array in ((given, arguments[4]), (kind, arguments[0]))
        )
        found = ir.Constant(vector, ir.Undefined)
        for lane in range(LANES):
            at = builder.load(builder.gep(wanted, [ir.Constant(ir.IntType(64), lane)]))
            read = builder.load(builder.gep(begin, [at]))
            found = builder.insert_element(found, read, ir.Constant(ir.IntType(32), lane))
        row = context.cast(builder, arguments[1], own, types.intp)
        start = builder.gep(target, [builder.mul(row, ir.Constant(row.type, LANES))])
        builder.store(found, builder.bitcast(start, vector.as_pointer()), align=context.get_abi_sizeof(number))
        return context.get_dummy_value()

    return types.void(values, to, table, line, places), generate


cell = intrinsic(_cell)
load = intrinsic(_load)
gather = intrinsic(_gather)

# --- what steps there are --------------------------------------------------------------------------


def _joining(join: str, reduce: Callable[[Any, Sequence[Any]], Any], operands: int) -> Any:
    """A step over states: joins ``operands`` rows and one number of each, and reduces them and what stands behind.

    Rows come operand by operand, each with all states.
    """

    def combine(builder: Any, rows: Sequence[Any], numbers: Sequence[Any]) -> Any:
        two, count = getattr(builder, join), len(numbers)
        found = list(rows[:count])
        for operand in range(1, operands):
            found = [two(one, other) for one, other in zip(found, rows[operand * count :], strict=False)]
        found = [two(one, number) for one, number in zip(found, numbers, strict=True)]
        return reduce(builder, [*found, *rows[operands * count :]])

    return step(combine)


def _extreme(sign: str) -> Callable[[Any, Sequence[Any]], Any]:
    def reduce(builder: Any, rows: Sequence[Any]) -> Any:
        first, *others = rows
        for other in others:
            first = builder.select(builder.fcmp_ordered(sign, first, other), first, other)
        return first

    return reduce


def _added(builder: Any, rows: Sequence[Any]) -> Any:
    first, *others = rows
    for other in others:
        first = builder.fadd(first, other)
    return first


def _inverse(builder: Any, rows: Sequence[Any], numbers: Sequence[Any]) -> Any:
    """One divided by a row, or by a number where the row is smaller."""
    (row,) = rows
    return builder.fdiv(ir.Constant(row.type, [1.0] * LANES), _greatest(builder, [row, *numbers]))


_greatest, _smallest = _extreme(">"), _extreme("<")

most_of_one, most_of_two = (_joining("fadd", _greatest, operands) for operands in (1, 2))
sum_of_one, sum_of_two = (_joining("fmul", _added, operands) for operands in (1, 2))
row_most = step(lambda builder, rows, _: _greatest(builder, rows))
row_least = step(lambda builder, rows, _: _smallest(builder, rows))
inverse = step(_inverse)
product = step(lambda builder, rows, _: builder.fmul(*rows))
fill = step(lambda _, __, numbers: numbers[0])

# --- loops of steps --------------------------------------------------------------------------------

_kept = threading.local()


def workspace(noun: str, rows: int, kind: Any) -> NDArray[Any]:
    """Memory of this thread for rows of lanes: fetching it anew costs more than the arithmetic on it.

    Args:
        noun: what the rows are; each has its own memory.
        rows: how many are needed at least.
        kind: type of the numbers.
    """
    key = f"{noun} {np.dtype(kind).str}"
    have: NDArray[Any] | None = vars(_kept).get(key)
    if have is None or len(have) < rows * LANES:
        have = vars(_kept)[key] = np.empty(rows * LANES, dtype=kind)
    return have


@cache
def _version() -> str:
    """Digest of all modules that what is compiled may be made of."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def compile_loop(function: Callable[..., None]) -> Callable[..., None]:
    """Compiled when it is first called, and kept on this machine where some folder can be written.

    Numba finds what it kept by the name of the function and by the text of its file alone, though steps and other loops
    become part of it; so the name tells their version.
    """
    function.__qualname__ += f"_{_version()}"
    try:
        compiled: Callable[..., None] = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder for what is compiled
        compiled = njit(nogil=True, error_model="numpy")(function)
    return compiled
