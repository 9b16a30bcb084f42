"""A whole sweep: its tables, and how it goes on after it was stopped."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from advisor.errors import UserError
from advisor.reasoning.solution import solve
from advisor.sweep.engine import ChunkFunction, InThisProcess, Result
from advisor.sweep.grid import read_grid
from advisor.sweep.job import Chunk
from advisor.sweep.sweep import sweep
from advisor.sweep.table import read_table
from tests.strategies import KNOWLEDGE
from tests.sweep.world import MODEL, SKETCH, system_of_row

GRID = read_grid(["latency_budget_ms=log:5..5000:5", "modality=text,image+tabular,unknown"], KNOWLEDGE)


class Stopping:
    """Computes a few chunks and is then stopped by the user."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.asked: list[int] = []

    def map(self, function: ChunkFunction, chunks: Iterable[Chunk]) -> Iterator[Result]:
        for chunk in chunks:
            if len(self.asked) == self.after:
                raise KeyboardInterrupt
            self.asked.append(chunk.number)
            yield chunk, function(chunk)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_has_the_columns_of_the_contract(tmp_path: Path) -> None:
    table = tmp_path / "sweep.csv"
    swept = sweep(SKETCH, GRID, KNOWLEDGE, table, InThisProcess())
    rows = _rows(table)
    assert swept.scenarios == len(rows) == 15
    pairs = [name for decision in KNOWLEDGE.decisions for name in (decision, f"{decision}_probability")]
    assert list(rows[0]) == ["latency_budget_ms", "modality", "feasible", "score", *pairs]
    varied = GRID.rows(0, GRID.size)
    for place in (0, 4, 14):
        alone = solve(MODEL, system_of_row(SKETCH, varied, place))
        assert float(rows[place]["score"]) == alone.score
        for decision, option in alone.chosen.items():
            assert rows[place][decision] == (option or "")
    assert [row["modality"] for row in rows[:3]] == ["text", "tabular+image", ""]
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.csv"]


def test_a_stopped_sweep_goes_on_where_it_was(tmp_path: Path) -> None:
    table = tmp_path / "sweep.csv"
    with pytest.raises(KeyboardInterrupt):
        sweep(SKETCH, GRID, KNOWLEDGE, table, Stopping(after=2), rows_of_chunk=4)
    assert not table.exists()
    second = Stopping(after=9)
    told: list[int] = []
    swept = sweep(SKETCH, GRID, KNOWLEDGE, table, second, told.append, rows_of_chunk=4)
    assert second.asked == [2, 3]
    assert swept.resumed == 8
    assert sum(told) == GRID.size
    whole = tmp_path / "whole.csv"
    sweep(SKETCH, GRID, KNOWLEDGE, whole, InThisProcess(), rows_of_chunk=4)
    assert table.read_bytes() == whole.read_bytes()


def test_a_damaged_part_is_computed_again(tmp_path: Path) -> None:
    table = tmp_path / "sweep.csv"
    with pytest.raises(KeyboardInterrupt):
        sweep(SKETCH, GRID, KNOWLEDGE, table, Stopping(after=2), rows_of_chunk=4)
    part = next(tmp_path.glob(".sweep.csv.*/000001.npz"))
    part.write_bytes(part.read_bytes()[:100])
    second = Stopping(after=9)
    sweep(SKETCH, GRID, KNOWLEDGE, table, second, rows_of_chunk=4)
    assert second.asked == [1, 2, 3]


def test_other_answers_do_not_reuse_parts(tmp_path: Path) -> None:
    table = tmp_path / "sweep.csv"
    with pytest.raises(KeyboardInterrupt):
        sweep(SKETCH, GRID, KNOWLEDGE, table, Stopping(after=2), rows_of_chunk=4)
    other = read_grid(["latency_budget_ms=log:5..4000:5", "modality=text,image+tabular,unknown"], KNOWLEDGE)
    second = Stopping(after=9)
    sweep(SKETCH, other, KNOWLEDGE, table, second, rows_of_chunk=4)
    assert second.asked == [0, 1, 2, 3]


def test_parquet_holds_what_csv_holds(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    for name in ("sweep.csv", "sweep.parquet"):
        sweep(SKETCH, GRID, KNOWLEDGE, tmp_path / name, InThisProcess())
    text, typed = read_table(tmp_path / "sweep.csv"), read_table(tmp_path / "sweep.parquet")
    assert list(text) == list(typed)
    for name, cells in text.items():
        if name.endswith("_probability"):
            assert [f"{float(cell):.6f}" if cell else "" for cell in typed[name]] == cells
        else:
            assert typed[name] == cells


def test_a_table_of_another_kind_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"tables end in \.parquet or \.csv"):
        sweep(SKETCH, GRID, KNOWLEDGE, tmp_path / "sweep.xlsx", Stopping(after=0))
