"""Columns of an array that are alike, so that each is worked out once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


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
