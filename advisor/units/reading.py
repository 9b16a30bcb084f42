"""How a quantity is read from text: strictly, refusing what could mean two things, with what to write instead.

``1,500`` (thousands or decimals?), ``5 m`` (minutes, months or millions?) and ``8 Mb`` (bits or bytes?) are refused.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from advisor.units.table import (
    DATA,
    MISREAD,
    NONE,
    RATE,
    TIME,
    WHOLE_ALIASES,
    WORK,
    Dimension,
    InvalidQuantity,
    canonical,
    dimension,
    factor,
    multiply,
    rescale,
)

_MULTIPLIERS = {
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "G": 1e9,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "bn": 1e9,
}
_ACCEPTED: dict[Dimension, tuple[str, ...]] = {
    TIME: ("ns", "us", "ms", "s", "min", "h", "days", "weeks", "months", "years"),
    RATE: ("1/s", "1/min", "1/h", "1/day", "requests/s", "k/s"),
    DATA: ("B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"),
    multiply(DATA, TIME, -1): ("kB/s", "MB/s", "GB/h", "GB/day", "Mbit/s"),
    multiply(WORK, TIME, -1): ("MFLOP/s", "GFLOP/s", "TFLOP/s"),
    Dimension(money=1, time=-1): ("USD/month", "USD/year"),
    Dimension(tokens=1): ("tokens", "k tokens"),
}

_NUMBER = r"[-+]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_QUANTITY = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?:(?P<times>{'|'.join(sorted(_MULTIPLIERS, key=len, reverse=True))})(?=$|[\s/]))?"
    r"\s*(?P<unit>.*)"
)
_AMBIGUOUS = re.compile(r"[-+]?[0-9]{1,3},[0-9]{3}(?![0-9,.])")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+(?![0-9,.])")
_SEVERAL_POINTS = re.compile(r"[-+]?[0-9]+(\.[0-9]+){2,}")
_SECOND_NUMBER = re.compile(r"\d")
_LONGEST = 60


def read_quantity(text: str, unit: str) -> float:
    """The quantity written in ``text``, in ``unit``; a number without a unit is taken to be in ``unit`` already.

    Raises:
        InvalidQuantity: not a number with a known unit, ambiguous, or of another kind than ``unit``.
    """
    number, times, found = _split(text, accepted(unit))
    if found == "%" and unit == "fraction":
        return float(Decimal(repr(number)).scaleb(-2))
    if found and not _is_unit_of(found, unit):
        raise _refusal(text, f"{found!r} can't be converted to {_wanted(unit)}. {_accept(accepted(unit))}")
    if times and not _takes_multiplier(found or unit):
        raise _refusal(text, f"{times!r} is not a unit. {MISREAD.get(times, _accept(accepted(unit)))}")
    scaled = number * _MULTIPLIERS.get(times, 1.0)
    return _finite(text, rescale(scaled, found, unit) if found else scaled)


def accepted(unit: str) -> str:
    """What is accepted where a quantity in ``unit`` is wanted, in words."""
    if unit == "count":
        return "a number, also with k, M or bn"
    if unit == "fraction":
        return "a number from 0 to 1, or a percentage such as 5 %"
    others = [name for name in _ACCEPTED.get(dimension(unit), ()) if name != unit]
    return f"a number in {unit}" + (f", or with a unit: {', '.join(others)}" if others else "")


def read_base_quantity(text: str) -> tuple[float, Dimension]:
    """The quantity written in ``text`` in base units, and its dimension; a bare number has none.

    Raises:
        InvalidQuantity: as :func:`read_quantity`.
    """
    _, _, found = _split(text)
    unit = {"%": "fraction", "": "count"}.get(found, found)
    return read_quantity(text, unit) * factor(unit), dimension(unit)


def _split(text: str, wanted: str = "") -> tuple[float, str, str]:
    """Number, multiplier and unit as written; the last two may be empty."""
    stripped = " ".join(text.split())
    if len(stripped) > _LONGEST:
        raise InvalidQuantity(f"a quantity has at most {_LONGEST} characters, this one has {len(stripped)}.")
    _refuse_doubtful_marks(stripped)
    match = _QUANTITY.fullmatch(stripped)
    if match is None:
        raise _refusal(text, f"it does not begin with a number. {_accept(wanted)}".rstrip())
    unit = match["unit"].strip()
    unit = re.sub(r"\s*/\s*", "/", re.sub(r"(^|\s+)per\s+", "/", unit))
    unit = WHOLE_ALIASES.get(unit, unit)
    if unit.startswith("/"):
        unit = "1" + unit
    if unit and unit != "%":
        _check_unit(text, unit, wanted)
    return _finite(text, float(match["number"].replace(",", ""))), match["times"] or "", unit


def _refuse_doubtful_marks(text: str) -> None:
    if _AMBIGUOUS.match(text):
        plain = text.replace(",", "", 1)
        point = text.replace(",", ".", 1)
        raise _refusal(text, f"the comma may mark thousands or decimals. Write {plain!r} or {point!r}.")
    number = re.match(_NUMBER, text)
    if _DECIMAL_COMMA.match(text):
        raise _refusal(text, f"decimals are marked with a point. Write {text.replace(',', '.', 1)!r}.")
    if number is not None and text[number.end() :].startswith(","):
        raise _refusal(text, "commas do not stand before every third digit. Leave them out.")
    if _SEVERAL_POINTS.match(text):
        raise _refusal(text, "a number has one decimal point. Leave marks of thousands out.")


def _check_unit(text: str, unit: str, wanted: str) -> None:
    """Refuse unknown units, and those that only the rule base may use (two divisions, ``count``)."""
    if _SECOND_NUMBER.search(unit.removeprefix("1/")):
        raise _refusal(text, "one number with one unit is wanted, such as '90 min'.")
    first, *rest = unit.split("/")
    if len(rest) > 1 or first in ("count", "fraction") or (not rest and canonical(unit) == "1"):
        raise _refusal(text, f"{unit!r} is not a unit here. {_accept(wanted)}".rstrip())
    try:
        dimension(unit)
    except InvalidQuantity as error:
        raise _refusal(text, f"{error} {_accept(wanted)}".rstrip()) from None


def _is_unit_of(found: str, unit: str) -> bool:
    """Whether a quantity written in ``found`` can be one in ``unit``. Plain numbers take no other unit."""
    return found != "%" and dimension(found) == dimension(unit) != NONE


def _takes_multiplier(unit: str) -> bool:
    """Whether ``5k`` of it is ordinary usage: counts, tokens, money and rates, but not times or bytes."""
    above, *_ = unit.split("/")
    return unit != "fraction" and dimension(above) in (NONE, Dimension(money=1), Dimension(tokens=1))


def _finite(text: str, number: float) -> float:
    if not math.isfinite(number):
        raise _refusal(text, "the number is too large.")
    return number


def _wanted(unit: str) -> str:
    return {"count": "a plain number", "fraction": "a share"}.get(unit, unit)


def _accept(wanted: str) -> str:
    return f"Accepted: {wanted}." if wanted else ""


def _refusal(text: str, message: str) -> InvalidQuantity:
    return InvalidQuantity(f"{' '.join(text.split())!r}: {message}")
