"""The way through the README in an empty folder: each command is the one that the command before it names."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pexpect

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT),
}  # fmt: skip
_STYLE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def _spawn(command: str, folder: Path) -> pexpect.spawn[str]:
    arguments = command.removeprefix("advisor ").split()
    return pexpect.spawn(
        sys.executable, ["-m", "advisor", *arguments], cwd=str(folder), env=ENVIRONMENT, encoding="utf-8",
        timeout=30, dimensions=(50, 200),
    )  # fmt: skip


def _run(command: str, folder: Path, status: int = 0) -> list[str]:
    """The commands that ``command`` names as the next, after it has ended with ``status``."""
    child = _spawn(command, folder)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == status, child.before
    return _next(str(child.before))


def _next(shown: str) -> list[str]:
    named = _STYLE.sub("", shown).replace("\r", "").rpartition("Next: ")[2]
    return [" ".join(part.split()) for part in named.split(" · ")]


def _answer(child: pexpect.spawn[str], answers: dict[str, str]) -> str:
    """Answer what is asked, with "unknown" where nothing better is known, and return what is shown at the end."""
    before = ""
    while child.expect([rf"(?:{_STYLE.pattern}|[\r\n])([a-z_.]+)> ", pexpect.EOF]) == 0:
        if child.match.group(1) != before:  # a prompt is drawn again while its line is read
            before = child.match.group(1)
            child.send(f"{answers.get(before, 'unknown')}\r")
    child.close()
    assert child.exitstatus == 0
    return str(child.before)


def test_each_command_names_the_next_from_nothing_to_records_in_force(tmp_path: Path) -> None:
    child = _spawn("advisor interview my.yaml --quick", tmp_path)
    said = _answer(child, {"name": "shop", "purpose": "Stops stolen cards", "task": "anomaly_detection"})
    assert _next(said) == ["advisor recommend my.yaml"]
    explain, build = _run("advisor recommend my.yaml", tmp_path)
    (flips,) = _run(explain, tmp_path)
    (tried,) = _run(flips, tmp_path)
    assert re.fullmatch(r"advisor whatif my.yaml --set \w+=\w+", tried)
    assert _run(tried, tmp_path) == ["change my.yaml, then advisor recommend my.yaml"]
    (check,) = _run(build, tmp_path)
    _run(check, tmp_path)
    text = (tmp_path / "my.yaml").read_text(encoding="utf-8")
    (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "my.yaml").write_text(text.replace("anomaly_detection", "generation"), encoding="utf-8")
    assert _run("advisor compare old.yaml my.yaml", tmp_path)[0].startswith("advisor explain my.yaml ")
    assert _run(check, tmp_path, status=1) == [build]
