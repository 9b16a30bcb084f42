"""Finished chunks beside the table to come, so that a sweep that was stopped goes on where it was."""

from __future__ import annotations

import contextlib
import shutil
import zipfile
from pathlib import Path

import numpy as np

from advisor.sweep.run import Answered

_ARRAYS = ("feasible", "score", "options", "probabilities")


class Parts:
    """The folder of finished chunks of one sweep: ``.<table>.<key>``.

    Args:
        table: the file that the sweep writes.
        key: digest of everything that decides the rows.
    """

    def __init__(self, table: Path, key: str) -> None:
        self.folder = table.parent / f".{table.name}.{key[:16]}"
        self.folder.mkdir(exist_ok=True)

    def save(self, number: int, answered: Answered) -> None:
        """Keep a chunk, whole or not at all."""
        path = self._path(number)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **{name: getattr(answered, name) for name in _ARRAYS})
        unfinished.replace(path)

    def load(self, number: int, size: int, decisions: int) -> Answered | None:
        """A chunk; ``None`` when it is not there, can't be read, or is not of the wanted shape."""
        try:
            with self._path(number).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                found = Answered(*(arrays[name] for name in _ARRAYS))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        shapes = [getattr(found, name).shape for name in _ARRAYS]
        return found if shapes == [(size,), (size,), (decisions, size), (decisions, size)] else None

    def temporary(self) -> Path:
        """Where the table is written before it takes its place."""
        return self.folder / "table"

    def publish(self, table: Path) -> None:
        """Put the finished table in its place and forget the chunks."""
        self.temporary().replace(table)
        shutil.rmtree(self.folder, ignore_errors=True)

    def forget_unfinished(self) -> None:
        """Leave no unfinished table behind, and no folder where nothing was finished."""
        with contextlib.suppress(OSError):
            self.temporary().unlink(missing_ok=True)
            self.folder.rmdir()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.npz"
