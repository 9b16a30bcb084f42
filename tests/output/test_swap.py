"""Killed or failing at any step, the folder is the old one or the new one."""

import subprocess
import sys
from pathlib import Path

import pytest

from advisor.errors import UnwritableOutput
from advisor.output import swap, write_output
from tests.output.test_writing import FIRST, SECOND, contents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out" / "checkout-fraud"


@pytest.mark.parametrize("step", ["write_bytes", "rename"])
@pytest.mark.parametrize("nth", [1, 2])
def test_a_run_that_fails_half_way_leaves_the_previous_output_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, nth: int
) -> None:
    write_output(FIRST, folder)
    everything = dict.fromkeys(FIRST, b"new")
    original, calls = getattr(Path, step), []

    def failing(path: Path, *arguments: object) -> object:
        calls.append(path)
        if len(calls) == nth:
            raise OSError(28, "No space left on device", str(path))
        return original(path, *arguments)

    monkeypatch.setattr(swap, "exchange", lambda *_: False)
    monkeypatch.setattr(Path, step, failing)
    with pytest.raises(UnwritableOutput, match="no space left on device"):
        write_output(everything, folder)
    monkeypatch.undo()
    assert contents(folder) == FIRST
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


DYING = """
import os, sys
from pathlib import Path
from advisor.output import swap, write_output

folder, nth, way, calls = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], []

def dying(original):
    def step(path, *arguments, **options):
        calls.append(path)
        if len(calls) == nth:
            os._exit(9)
        return original(path, *arguments, **options)
    return step

for name in ("write_bytes", "write_text", "rename"):
    setattr(Path, name, dying(getattr(Path, name)))
if way == "renames":
    swap.exchange = lambda *_: False
write_output({path: b"new" for path in sys.argv[4:]}, folder)
"""
"""Dies without any clean-up at the nth writing step: three files, the manifest, the two renames."""


@pytest.mark.parametrize("nth", range(1, 8))
def test_a_killed_run_leaves_the_previous_output_whole_or_to_be_put_back(folder: Path, nth: int) -> None:
    write_output(FIRST, folder)
    died = subprocess.run([sys.executable, "-c", DYING, str(folder), str(nth), "renames", *FIRST], check=False)
    assert died.returncode == (9 if nth <= 6 else 0)
    assert folder.exists() == (nth != 6)
    if folder.exists():
        assert contents(folder) == (FIRST if nth <= 6 else dict.fromkeys(FIRST, b"new"))
    assert write_output(FIRST, folder).written == (() if nth <= 6 else tuple(sorted(FIRST)))
    assert contents(folder) == FIRST
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("nth", range(1, 6))
def test_a_run_killed_at_any_step_leaves_the_old_folder_or_the_new_one(folder: Path, nth: int) -> None:
    write_output(FIRST, folder)
    if not can_exchange(folder.parent):
        pytest.skip("this file system can't exchange folders")
    died = subprocess.run([sys.executable, "-c", DYING, str(folder), str(nth), "exchange", *FIRST], check=False)
    assert died.returncode == (9 if nth <= 4 else 0)
    assert contents(folder) == (FIRST if nth <= 4 else dict.fromkeys(FIRST, b"new"))


def can_exchange(folder: Path) -> bool:
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    able = swap.exchange(one, other)
    one.rmdir()
    other.rmdir()
    return able


def test_copies_replace_links_where_the_file_system_has_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_output(FIRST, folder)
    (folder / "mine.txt").write_text("mine")

    def refused(*arguments: object, **options: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(swap.os, "link", refused)
    write_output(SECOND, folder)
    assert contents(folder) == {**SECOND, "mine.txt": b"mine"}
