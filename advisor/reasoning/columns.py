"""Columns of an array: which are alike, so that each is worked out once, and which hold something."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose bits look random: two to the 64 divided by the golden ratio."""


def distinct_columns(table: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the columns that differ from all before, and for every column which of them it equals."""
    places: dict[bytes, int] = {}
    first: list[int] = []
    place: list[int] = []
    for position, row in enumerate(np.ascontiguousarray(table.T)):
        number = places.setdefault(row.tobytes(), len(places))
        if number == len(first):
            first.append(position)
        place.append(number)
    return np.array(first, dtype=np.int64), np.array(place, dtype=np.int64)


def distinct(*keys: NDArray[np.uint8] | NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of every set of columns that are alike in all keys, and to which set each column belongs.

    Faster than ``distinct_columns`` where there are many columns. Sets come in the order of their first columns. Where
    no column equals another, both are the numbers from 0 on.
    """
    words = np.concatenate([_words(key) for key in keys if len(key)])
    scrambled = np.random.Generator(np.random.PCG64(len(words))).integers(1, 2**63, len(words), dtype=np.uint64)
    hashes = np.zeros(words.shape[1], dtype=np.uint64)
    for row, factor in zip(words, scrambled, strict=True):
        hashes = (hashes ^ (row * (factor | np.uint64(1)))) * _GOLDEN
        hashes ^= hashes >> np.uint64(29)
    first, again = _numbered(hashes)
    if len(first) < len(again) and not (words == words[:, first[again]]).all():  # unlike columns with one hash
        return distinct_columns(words)
    return first, again


def _numbered(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    _, first, again = np.unique(hashes, return_index=True, return_inverse=True)
    if len(first) == len(again):
        return np.arange(len(again)), np.arange(len(again))
    order = np.argsort(first)
    rank = np.empty(len(first), dtype=np.int64)
    rank[order] = np.arange(len(first))
    return first[order], rank[again]


def _words(key: NDArray[np.uint8] | NDArray[np.float64]) -> NDArray[np.uint64]:
    """The bits of every column as words, one below the other."""
    if key.dtype == np.float64:
        return np.ascontiguousarray(key).view(np.uint64)
    rows = np.zeros((-(-len(key) // 8) * 8, key.shape[1]), dtype=np.uint8)
    rows[: len(key)] = key
    return np.ascontiguousarray(rows.T).view(np.uint64).T


def column_bytes(key: NDArray[Any]) -> NDArray[np.uint8]:
    """The bytes of every column, one below the other."""
    return np.ascontiguousarray(key.T).view(np.uint8).T


def filled_columns(matrix: NDArray[T]) -> tuple[NDArray[np.int64], NDArray[T]]:
    """The columns of ``matrix`` that are not empty, and what stands in them."""
    columns = np.flatnonzero(matrix.any(axis=0))
    return columns, matrix[:, columns]
