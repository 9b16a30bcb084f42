"""``--help`` of every command: fits 80 columns, and gives examples that the command takes."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from advisor.cli.main import application

ROOT = typer.main.get_command(application())
SYSTEM = Path(sys.executable).parent


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


COMMANDS = dict(_commands(ROOT, ("advisor",)))


def _help(path: tuple[str, ...]) -> str:
    context = typer.Context(COMMANDS[path], info_name=" ".join(path), terminal_width=80, max_content_width=80)
    return str(COMMANDS[path].get_help(context))


def _examples(shown: str) -> list[str]:
    _, _, block = shown.partition("Example")
    lines = re.sub(r"\\\n\s*", "", block).splitlines()
    return [re.split(r"\s{3,}| [<>] ", line.strip())[0] for line in lines if line.strip().startswith("advisor ")]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_fits_80_columns_and_gives_examples(path: tuple[str, ...]) -> None:
    shown = _help(path)
    assert _examples(shown)
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("example", [line for path in COMMANDS for line in _examples(_help(path))])
def test_an_example_is_accepted_as_it_stands(example: str) -> None:
    words = shlex.split(example)
    depth = max(number for number in range(1, len(words) + 1) if tuple(words[:number]) in COMMANDS)
    command = COMMANDS[tuple(words[:depth])]
    assert not hasattr(command, "commands")
    command.make_context(" ".join(words[:depth]), words[depth:])


def test_the_shell_completes_commands_and_options() -> None:
    script = """
        eval "$(_ADVISOR_COMPLETE=source_bash advisor)"
        COMP_WORDS=(advisor "$1" "$2"); COMP_CWORD=$3
        _advisor_completion advisor
        echo "${COMPREPLY[*]}"
    """

    def completed(first: str, second: str, at: int) -> list[str]:
        done = subprocess.run(
            ["bash", "-c", script, "bash", first, second, str(at)],
            env={"PATH": f"{SYSTEM}:/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.split()

    assert completed("recom", "", 1) == ["recommend"]
    assert {"--quick", "--import", "--like"} <= set(completed("interview", "--", 2))
