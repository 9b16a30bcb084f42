"""How a command starts: what it loads, and that what an earlier run kept changes nothing that is printed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from advisor.locations import knowledge_folder
from tests.cli.test_commands import EXAMPLE, advisor

HEAVY = {"networkx", "matplotlib", "graphviz", "jinja2", "prompt_toolkit", "pyarrow", "distributed", "numba", "ortools"}
_LOADED = """
import sys
from advisor.cli.main import run
sys.argv = ["advisor", *sys.argv[1:]]
try:
    run()
except SystemExit:
    pass
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def _loaded(*arguments: str) -> set[str]:
    """The packages that a command has loaded by its end."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *arguments],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


def test_recommend_loads_no_package_that_it_does_not_use() -> None:
    _loaded("recommend", EXAMPLE)  # fills the cache
    assert _loaded("recommend", EXAMPLE) & HEAVY == set()
    assert _loaded("recommend", EXAMPLE, "--json") & (HEAVY | {"rich"}) == set()


def test_recommend_looks_for_no_plugins() -> None:
    reading_metadata = {"email", "zipfile"}
    assert _loaded("recommend", EXAMPLE) & reading_metadata == set()


def test_help_loads_neither_numbers_nor_knowledge() -> None:
    assert _loaded("--help") & (HEAVY | {"numpy", "rich", "yaml"}) == set()


@pytest.mark.parametrize("form", [["--json"], []])
def test_the_cache_changes_no_byte(form: list[str], tmp_path: Path) -> None:
    files = [str(path) for path in sorted((knowledge_folder() / "examples").glob("*.yaml"))]

    def recommended(cache: Path) -> str:
        return advisor("recommend", *files, *form, XDG_CACHE_HOME=str(cache)).stdout

    (tmp_path / "blocked").write_text("")
    without = recommended(tmp_path / "blocked")
    assert recommended(tmp_path / "cache") == without
    assert recommended(tmp_path / "cache") == without
    for path in (tmp_path / "cache").rglob("*-*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:1000])
    assert recommended(tmp_path / "cache") == without
