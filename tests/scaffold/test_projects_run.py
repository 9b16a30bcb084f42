"""Each main architecture is generated, linted, and its own tests are run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.output import write_output
from advisor.scaffold.project import Project
from tests.scaffold.conftest import ARCHITECTURES, Make

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def write(project: Project, folder: Path) -> None:
    write_output({path: made.text.encode() for path, made in project.files.items()}, folder)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHONPATH", "APP_"))}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=kept | ONE_THREAD, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_project_is_clean_and_its_tests_pass(name: str, make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    write(make(ARCHITECTURES[name]), folder)
    for check in (["check", "--no-cache", "."], ["format", "--no-cache", "--check", "."]):
        linted = run(folder, "-m", "ruff", *check)
        assert linted.returncode == 0, linted.stdout
    done = run(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-4000:]
