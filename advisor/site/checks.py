"""Which tests hold a formula, found in the test files themselves: no page can name a check that is not there."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Check:
    """A test.

    Attributes:
        file: where it stands, relative to the folder of tests.
        behaviour: what it shows, in the words of its name.
    """

    file: str
    behaviour: str


def checks_of(names: Collection[str], folder: Path) -> Mapping[str, tuple[Check, ...]]:
    """The tests in ``folder`` that name each of ``names``, in the order of the files.

    Raises:
        OSError: a test file can't be read.
    """
    found: dict[str, list[Check]] = defaultdict(list)
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                check = Check(path.name, node.name.removeprefix("test_").replace("_", " "))
                for name in sorted(_named_in(node) & set(names)):
                    found[name].append(check)
    return {name: tuple(checks) for name, checks in found.items()}


def _named_in(node: ast.AST) -> set[str]:
    """Every name, attribute and string in the code of ``node``."""
    parts = list(ast.walk(node))
    return (
        {part.id for part in parts if isinstance(part, ast.Name)}
        | {part.attr for part in parts if isinstance(part, ast.Attribute)}
        | {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    )
