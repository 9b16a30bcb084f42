"""Results on a terminal of 80 columns: no line runs over, and the next step is named."""

import os
import re
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.test_commands import EXAMPLE, EXAMPLES

ROOT = Path(__file__).parents[2]
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(*arguments: str) -> list[str]:
    shown, _ = pexpect.run(
        f"{sys.executable} -m advisor {' '.join(arguments)}",
        timeout=120,
        withexitstatus=True,
        encoding="utf-8",
        cwd=str(ROOT),
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"},
    )
    return [_STYLE.sub("", line) for line in shown.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "following"),
    [
        (("recommend", EXAMPLE), "  Next: advisor explain"),
        (("explain", EXAMPLE, "prediction_mode"), "Next: advisor whatif"),
        (("whatif", EXAMPLE, "--flips"), "Next: advisor whatif"),
        (("whatif", EXAMPLE, "--set", "prediction_mode=batch"), "Next: change"),
        (("compare", *map(str, EXAMPLES[:2])), "Next: advisor explain"),
        (("estimate",), None),
    ],
    ids=["recommend", "explain", "whatif flips", "whatif set", "compare", "estimate"],
)
def test_nothing_runs_over_80_columns(arguments: tuple[str, ...], following: str | None) -> None:
    lines = on_terminal(*(os.path.relpath(word, ROOT) if word.endswith(".yaml") else word for word in arguments))
    wide = [line for line in lines if len(line) > 80 and not line.startswith("Next: ")]
    assert not wide
    assert len(lines) > 3
    assert following is None or any(line.startswith(following) for line in lines)
