"""The data of the experiments: a real data set that comes with scikit-learn, or a table of the user's."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.errors import UserError, choices_hint

Rows = NDArray[np.float64]
FEWEST_ROWS = 100
MOST_CLASSES = 50


@dataclass(frozen=True)
class Dataset:
    """Rows with known classes.

    Attributes:
        title: what it is and where it comes from.
        features: (rows, columns), numbers without gaps.
        target: (rows,), class numbers from 0.
        columns: names of the features.
    """

    title: str
    features: Rows
    target: NDArray[np.int64]
    columns: tuple[str, ...]

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.target.max()) + 1

    @property
    def summary(self) -> str:
        """One line for the result."""
        return f"{self.title}: {len(self.target):,} rows, {len(self.columns)} features, {self.classes} classes"


def shipped() -> Dataset:
    """Handwritten digits of the UCI repository, as scikit-learn ships them: 1,797 images of 8 by 8, 10 classes."""
    from sklearn.datasets import load_digits

    digits: Any = load_digits()
    return Dataset(
        "Optical recognition of handwritten digits (Alpaydin and Kaynak 1998, as scikit-learn ships it)",
        np.asarray(digits.data, dtype=float),
        np.asarray(digits.target, dtype=np.int64),
        tuple(str(name) for name in digits.feature_names),
    )


def read_table(path: Path, target: str) -> Dataset:
    """A CSV file with a header; ``target`` names the column of classes.

    A column of numbers is taken as it is, its gaps filled with the median. Any other column becomes the rank of its
    value by frequency, the most frequent first, gaps being a value of their own.

    Raises:
        UserError: the file can't be read, is no table, lacks the column, has too few rows or too many classes.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: the table can't be read: {error}. A CSV file in UTF-8 is wanted.") from None
    if not any(rows):
        raise UserError(f"{path}: the table is empty. A header and {FEWEST_ROWS} rows at least are wanted.")
    header, body = rows[0], [row for row in rows[1:] if row]
    if target not in header:
        raise UserError(f"{path}: there is no column {target!r}. {choices_hint(target, header)}")
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise UserError(f"{path}:{number}: {len(row)} cells found, {len(header)} are in the header.")
    if len(body) < FEWEST_ROWS:
        raise UserError(f"{path}: {len(body)} rows found, at least {FEWEST_ROWS} are needed for a measurement.")
    columns = list(zip(*body, strict=True))
    names = [name for name in header if name != target]
    if not names:
        raise UserError(f"{path}: there is no column beside {target!r} to predict from.")
    classes = sorted(set(columns[header.index(target)]))
    if not 2 <= len(classes) <= MOST_CLASSES:
        raise UserError(
            f"{path}: column {target!r} has {len(classes)} different values, 2 to {MOST_CLASSES} classes are wanted. "
            "Put a number to be predicted into classes first."
        )
    features = np.column_stack([_numbers(columns[header.index(name)]) for name in names])
    codes = {name: code for code, name in enumerate(classes)}
    return Dataset(path.name, features, np.array([codes[x] for x in columns[header.index(target)]]), tuple(names))


def _numbers(cells: Sequence[str]) -> Rows:
    try:
        values = np.array([float(cell) if cell.strip() else math.nan for cell in cells])
    except ValueError:
        frequent = Counter(cells)
        order = {cell: rank for rank, cell in enumerate(sorted(frequent, key=lambda cell: (-frequent[cell], cell)))}
        return np.array([float(order[cell]) for cell in cells])
    values[~np.isfinite(values)] = np.nan
    return np.where(np.isnan(values), np.nanmedian(values) if not np.isnan(values).all() else 0.0, values)
