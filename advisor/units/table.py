"""The closed list of units, what each measures, and its size in base units.

A unit is an atom of ``ATOMS`` or atoms divided by atoms: ``ms``, ``1/s``, ``GB/day``, ``USD/GB/month``.
Months have 30.4375 days and years 365.25, so that a year is twelve months. Prefixes of bytes are decimal (kB = 1000 B)
unless written KiB, MiB, GiB, TiB. Money is in US dollars and is never converted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from advisor.errors import UserError, nearest


class InvalidQuantity(UserError, ValueError):
    """A text that is not a quantity, or not one of the kind asked for."""


@dataclass(frozen=True)
class Dimension:
    """What kind of thing is measured, as exponents of the base units s, B, USD, FLOP, token, J and g.

    Counts and fractions have no dimension, so a rate is ``1/s``.
    """

    time: int = 0
    data: int = 0
    money: int = 0
    work: int = 0
    tokens: int = 0
    energy: int = 0
    mass: int = 0


NONE = Dimension()
TIME = Dimension(time=1)
RATE = Dimension(time=-1)

_BASES = ("s", "B", "USD", "FLOP", "token", "J", "g")
_DAY = 86_400.0
_YEAR = 365.25 * _DAY


def multiply(left: Dimension, right: Dimension, sign: int = 1) -> Dimension:
    """The dimension of a product, or with ``sign`` -1 of the quotient ``left / right``."""
    return Dimension(*(a + sign * b for a, b in zip(_powers(left), _powers(right), strict=True)))


def _powers(dimension: Dimension) -> tuple[int, ...]:
    """In the order of the fields; ``dataclasses.astuple`` would copy each of them."""
    return tuple(vars(dimension).values())


def describe(dimension: Dimension) -> str:
    """A dimension in base units: ``s``, ``1/s``, ``B/s``; ``plain numbers`` where there is none."""
    if dimension == NONE:
        return "plain numbers"
    powers = list(zip(_BASES, _powers(dimension), strict=True))
    above = [base if power == 1 else f"{base}^{power}" for base, power in powers if power > 0]
    below = [base if power == -1 else f"{base}^{-power}" for base, power in powers if power < 0]
    return "/".join(["*".join(above) or "1", *below])


_READABLE = {
    TIME: "s",
    RATE: "1/s",
    Dimension(data=1): "B",
    Dimension(money=1): "USD",
    Dimension(money=1, time=-1): "USD/month",
    NONE: "count",
}


def readable_unit(kind: Dimension) -> str:
    """The unit in which a reader expects values of a dimension; base units where nothing is usual."""
    return _READABLE.get(kind) or describe(kind)


def _prefixed(unit: str, dimension: Dimension, factors: dict[str, float]) -> dict[str, tuple[Dimension, float]]:
    return {prefix + unit: (dimension, factor) for prefix, factor in factors.items()}


_DECIMAL = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
_BINARY = {"Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40}
DATA, WORK = Dimension(data=1), Dimension(work=1)
_ENERGY = Dimension(energy=1)

ATOMS: dict[str, tuple[Dimension, float]] = {
    **_prefixed("s", TIME, {"n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1.0}),
    "min": (TIME, 60.0),
    "h": (TIME, 3600.0),
    "day": (TIME, _DAY),
    "week": (TIME, 7 * _DAY),
    "month": (TIME, _YEAR / 12),
    "year": (TIME, _YEAR),
    **_prefixed("B", DATA, _DECIMAL | _BINARY),
    **_prefixed("bit", DATA, {prefix: factor / 8 for prefix, factor in _DECIMAL.items()}),
    **_prefixed("FLOP", WORK, _DECIMAL),
    **_prefixed("J", _ENERGY, {"m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6}),
    **_prefixed("Wh", _ENERGY, {"": 3600.0, "k": 3.6e6, "M": 3.6e9}),
    "W": (multiply(_ENERGY, TIME, -1), 1.0),
    "USD": (Dimension(money=1), 1.0),
    **_prefixed("token", Dimension(tokens=1), {"": 1.0, "k": 1e3, "M": 1e6}),
    **_prefixed("g", Dimension(mass=1), {"": 1.0, "k": 1e3}),
    "count": (NONE, 1.0),
    "fraction": (NONE, 1.0),
    "1": (NONE, 1.0),
}
"""Every unit that there is, with its dimension and its size in base units."""

_THINGS = ("request", "prediction", "event", "query", "call", "row", "message")

_ALIASES: dict[str, str] = {
    **dict.fromkeys(("µs", "μs", "microsecond", "microseconds"), "us"),
    **dict.fromkeys(("nanosecond", "nanoseconds"), "ns"),
    **dict.fromkeys(("millisecond", "milliseconds", "msec"), "ms"),
    **dict.fromkeys(("sec", "second", "seconds"), "s"),
    **dict.fromkeys(("minute", "minutes", "mins"), "min"),
    **dict.fromkeys(("hr", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "days"), "day"),
    **{f"{unit}s": unit for unit in ("week", "month", "year", "token", "ktoken", "Mtoken")},
    "KB": "kB",
    "usd": "USD",
    **{f"{thing}s": "1" for thing in _THINGS},
    **dict.fromkeys((*_THINGS, "queries", "req", "reqs"), "1"),
}
WHOLE_ALIASES = {
    **dict.fromkeys(("rps", "qps"), "1/s"),
    **{f"{prefix}bps": f"{prefix}bit/s" for prefix in _DECIMAL},
    **{f"{prefix}FLOPS": f"{prefix}FLOP/s" for prefix in _DECIMAL},
}
MISREAD = {
    "m": "Write 'min' for minutes, 'months' for months, 'M' for millions.",
    **{f"{prefix}b": f"Write '{prefix}B' for bytes, '{prefix}bit' for bits." for prefix in ("k", "M", "G", "T")},
    "G": "Write 'GB' for gigabytes.",
    "M": "Write 'months' for months, 'MB' for megabytes.",
    "$": "Write 'USD'.",
    "€": "Only US dollars are known: write 'USD'.",
    "EUR": "Only US dollars are known: write 'USD'.",
}


def dimension(unit: str) -> Dimension:
    """What kind of thing ``unit`` measures. Raises :class:`InvalidQuantity` for a unit that is not in the list."""
    return _resolve(unit)[0]


def factor(unit: str) -> float:
    """Base units in one ``unit``: 0.001 for ``ms``. Raises :class:`InvalidQuantity` for an unknown unit."""
    return _resolve(unit)[1]


def rescale(number: float, unit: str, wanted: str) -> float:
    """``number`` of ``unit`` in ``wanted``, of the same dimension. Divides where that is exact: 80 ms are 0.08 s."""
    size, target = factor(unit), factor(wanted)
    return number * (size / target) if size >= target else number / (target / size)


def canonical(name: str) -> str:
    """The atom that ``name`` stands for: ``s`` for ``seconds``; ``name`` itself where it stands for nothing else."""
    return _ALIASES.get(name, name)


@lru_cache(maxsize=1024)
def _resolve(unit: str) -> tuple[Dimension, float]:
    """Dimension and factor of ``atom/atom/...``."""
    kind, size = NONE, 1.0
    for position, name in enumerate(unit.split("/")):
        found, factor_found = _atom(name)
        sign = -1 if position else 1
        kind, size = multiply(kind, found, sign), size * factor_found**sign
    return kind, size


def _atom(name: str) -> tuple[Dimension, float]:
    known = ATOMS.get(canonical(name))
    if known is not None:
        return known
    if name in MISREAD:
        raise InvalidQuantity(f"{name!r} is not a unit. {MISREAD[name]}")
    close = _nearest_unit(name)
    meant = f" Did you mean {close!r}?" if close else ""
    raise InvalidQuantity(f"{name!r} is not a unit.{meant}")


def _nearest_unit(name: str) -> str | None:
    """The unit with the same letters in another case or order, else the one most like it."""
    names = [unit for unit in (*ATOMS, *_ALIASES, *WHOLE_ALIASES) if len(unit) > 1]
    for same in (str.lower, sorted):
        for unit in names:
            if same(unit) == same(name):
                return unit
    return nearest(name, names)
