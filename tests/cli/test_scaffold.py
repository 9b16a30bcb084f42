"""``advisor scaffold`` as a user runs it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_commands import EXAMPLE, IMPOSSIBLE, advisor


def test_a_project_is_written_and_what_it_leaves_out_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    done = advisor("scaffold", EXAMPLE, "-o", str(folder))
    assert done.returncode == 0, done.stderr
    assert f"{folder / 'README.md'}: begin here." in done.stdout
    assert "Left out of explanation: post_hoc." in done.stderr
    assert (folder / "app" / "service.py").is_file()
    again = advisor("scaffold", EXAMPLE, "-o", str(folder), "-q")
    assert (again.returncode, again.stderr) == (0, "")


def test_nothing_is_written_where_nothing_can_be(tmp_path: Path) -> None:
    (tmp_path / "impossible.yaml").write_text(IMPOSSIBLE)
    done = advisor("scaffold", str(tmp_path / "impossible.yaml"), "-o", str(tmp_path / "project"))
    assert done.returncode == 3
    assert "Nothing was written." in done.stderr
    assert not (tmp_path / "project").exists()
