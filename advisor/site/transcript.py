"""Runs the commands on a page and puts what they print below them, so that a page can't promise what is not so.

A block ``yaml title="FILE"`` is written to FILE; each line of a ``console`` block that begins with ``$`` is run, in
order, in one empty folder a page.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from advisor.errors import AdvisorError

SECONDS = 120
_BLOCK = re.compile(
    r'^```(?P<kind>yaml title="(?P<file>[\w./-]+)"|console)\n(?P<body>.*?)^```$', re.MULTILINE | re.DOTALL
)
_AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A. Reader"), ("EMAIL", "reader@example.org"), ("DATE", "2026-11-24T12:00:00Z"))
}


class CommandFailed(AdvisorError):
    """A command on a page did not end well."""


def played(page: str) -> str:
    """The Markdown ``page`` with the output of its commands.

    Raises:
        CommandFailed: one ends with another status than 0, or takes longer than ``SECONDS``.
    """
    with tempfile.TemporaryDirectory(prefix="advisor-page-") as made:
        folder = Path(made) / "work"
        folder.mkdir()
        environment = _environment(Path(made))
        return _BLOCK.sub(lambda block: _block(block, folder, environment), page)


def _environment(made: Path) -> dict[str, str]:
    """The surroundings of the commands: this very advisor on the path, no colour, a width, an author for commits."""
    command = made / "advisor"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -m advisor "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    package = str(Path(__file__).resolve().parents[2])
    return {
        **os.environ,
        **_AUTHOR,
        "PATH": f"{made}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": package,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "NO_COLOR": "1",
        "COLUMNS": "84",
        "LC_ALL": "C.UTF-8",
    }


def _block(block: re.Match[str], folder: Path, environment: dict[str, str]) -> str:
    if block["file"]:
        (folder / block["file"]).write_text(block["body"], encoding="utf-8")
        return block.group()
    lines = []
    for line in block["body"].splitlines():
        lines += [line, *_printed(line.removeprefix("$ "), folder, environment)]
    return "\n".join(["```console", *lines, "```"])


def _printed(command: str, folder: Path, environment: dict[str, str]) -> list[str]:
    try:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CommandFailed(f"{command}: took longer than {SECONDS} s.") from error
    if done.returncode != 0:
        raise CommandFailed(f"{command}: ended with status {done.returncode}:\n{done.stdout}")
    return [line.rstrip() for line in done.stdout.rstrip("\n").splitlines()]
