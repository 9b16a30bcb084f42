"""Inputs of a formula as people write them: ``80 ms``, ``2k/s``, ``5 %``, or a range such as ``1..3`` or ``1 to 3 s``.

What is not written is taken from the reference numbers, where the input names one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.errors import choices_hint
from advisor.estimates.formula import Formula, Input
from advisor.estimates.ranges import Interval, InvalidEstimate, check_inputs
from advisor.estimates.references import Reference, load_references
from advisor.units import InvalidQuantity, factor, read_quantity

_BETWEEN = re.compile(r"\s*\.\.\s*|\s+to\s+")
_BARE = re.compile(r"[-+]?[0-9.,]+(?:[eE][-+]?[0-9]+)?")
_UNIT_OF_LAST = re.compile(r"[-+]?[0-9.,]+(?:[eE][-+]?[0-9]+)?(?P<unit>.*)")


def read_inputs(
    formula: Formula, texts: Mapping[str, str], references: Mapping[str, Reference] | None = None
) -> dict[str, Interval]:
    """All inputs of ``formula``, in its units and order: those in ``texts`` as written, the others from references.

    Args:
        formula: whose inputs are read.
        texts: by input: a quantity, ``low..high``, ``low..mid..high``, or the same with ``to``. A unit after the last
            number counts for those before it that have none.
        references: the reference numbers; those that come with the advisor if absent.

    Raises:
        InvalidEstimate: an input is unknown, missing, not a quantity of its kind, or outside its limits; the message
            names each.
    """
    problems: list[str] = []
    found: dict[str, Interval] = {}
    for name, text in texts.items():
        known = formula.inputs.get(name)
        if known is None:
            problems.append(f"{formula.name} has no input {name!r}. {choices_hint(name, formula.inputs)}")
            continue
        try:
            found[name] = read_range(text, known.unit)
        except InvalidQuantity as error:
            problems.append(f"{name} ({known.meaning}): {error}")
    if problems:
        raise InvalidEstimate("\n".join(problems))
    usual = load_references() if references is None else references
    for name, known in formula.inputs.items():
        if name not in found and known.reference is not None:
            found[name] = reference_interval(usual[known.reference], known)
    return check_inputs(formula, found)


def read_range(text: str, unit: str) -> Interval:
    """The quantity or range written in ``text``, in ``unit``.

    Raises:
        InvalidQuantity: a part is no quantity in ``unit``, there are more than three, or they do not ascend.
    """
    parts = _BETWEEN.split(text.strip())
    if len(parts) > 3:
        raise InvalidQuantity(f"{text!r}: a range has a low and a high end, with a middle at most between them.")
    last = _UNIT_OF_LAST.fullmatch(parts[-1])
    shared = last["unit"] if last else ""
    values = [read_quantity(part + shared if _BARE.fullmatch(part) else part, unit) for part in parts[:-1]]
    values.append(read_quantity(parts[-1], unit))
    if values != sorted(values):
        raise InvalidQuantity(f"{text!r}: the low end of a range comes first.")
    match values:
        case [value]:
            return Interval(value, value, value)
        case [low, high]:
            return Interval.between(low, high)
        case _:
            return Interval(*values)


def reference_interval(reference: Reference, wanted: Input) -> Interval:
    """A reference number in the unit of the input that takes it."""
    scale = factor(reference.unit) / factor(wanted.unit)
    return Interval(reference.low * scale, reference.mid * scale, reference.high * scale)
