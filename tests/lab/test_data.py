"""A user's table becomes numbers, or one clear message."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from advisor.errors import UserError
from advisor.lab.data import Dataset, read_table


def table(tmp_path: Path, lines: list[str]) -> Path:
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(count: int) -> list[str]:
    return [f"{n},{'red' if n % 3 else 'blue'},{'yes' if n % 2 else 'no'}" for n in range(count)]


def test_shipped_digits_are_the_published_ones(digits: Dataset) -> None:
    # UCI Machine Learning Repository, Optical Recognition of Handwritten Digits, the test set of 1,797 images.
    assert digits.features.shape == (1797, 64)
    assert digits.classes == 10
    assert digits.features.min() == 0
    assert digits.features.max() == 16


def test_words_become_ranks_by_frequency_and_classes_are_sorted(tmp_path: Path) -> None:
    data = read_table(table(tmp_path, ["size,colour,left", *rows(120)]), "left")
    assert data.columns == ("size", "colour")
    assert data.features[:3].tolist() == [[0, 1], [1, 0], [2, 0]]
    assert data.target[:2].tolist() == [0, 1]


def test_gaps_take_the_median(tmp_path: Path) -> None:
    lines = ["x,y", *(f"{n},{n % 2}" for n in range(101)), ",1"]
    assert read_table(table(tmp_path, lines), "y").features[-1, 0] == np.median(np.arange(101))


@pytest.mark.parametrize(
    ("lines", "target", "message"),
    [
        ([""], "y", "table is empty"),
        (["x,y", *(f"{n},{n % 2}" for n in range(120))], "why", "no column 'why'.*y"),
        (["x,y", *(f"{n},{n % 2}" for n in range(5))], "y", "5 rows found, at least 100"),
        (["x,y", *(f"{n},{n}" for n in range(120))], "y", "120 different values, 2 to 50 classes"),
        (["x,y", "1,2,3", *(f"{n},{n % 2}" for n in range(120))], "y", "table.csv:2: 3 cells found, 2"),
        (["y", *(f"{n % 2}" for n in range(120))], "y", "no column beside 'y'"),
    ],
)
def test_unusable_tables_are_refused_in_words(tmp_path: Path, lines: list[str], target: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_table(table(tmp_path, lines), target)


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be read"):
        read_table(tmp_path / "none.csv", "y")
