"""Reference pages: commands, file formats with their JSON Schemas, and the Python interface, from the code itself."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass

import advisor
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import FILE_KINDS, json_schema
from advisor.requirements.system_schema import system_schema
from advisor.site.page import Page, Section, anchor, render

SCHEMAS = "learn/schemas"


@dataclass(frozen=True)
class Command:
    """A command: its whole name and what ``--help`` prints."""

    name: str
    help: str


def reference_section(commands: tuple[Command, ...]) -> Section:
    """The reference pages."""
    names = [(command, anchor(command.name)) for command in commands]
    return Section(
        "Reference",
        (
            Page("learn/commands.md", "Commands", render("commands", commands=names)),
            Page("learn/formats.md", "File formats", render("formats", kinds=sorted(FILE_KINDS))),
            Page("learn/python.md", "Python", render("python", example=_example(), members=_members())),
        ),
    )


def schemas(knowledge: KnowledgeBase) -> Mapping[str, bytes]:
    """The JSON Schema of a system file and of each kind of knowledge file, by path inside the site."""
    found = {"system": system_schema(knowledge)} | {kind: json_schema(kind) for kind in FILE_KINDS}
    return {
        f"{SCHEMAS}/{kind}.json": (json.dumps(schema, indent=1, ensure_ascii=False) + "\n").encode()
        for kind, schema in found.items()
    }


def _example() -> list[str]:
    """The example in the package's own docstring, which the tests run."""
    return [line for line in inspect.cleandoc(advisor.__doc__ or "").splitlines() if line.startswith((">>>", "True"))]


def _members() -> list[tuple[str, str, str, list[str]]]:
    """Every public name with its anchor, signature and documentation."""
    found = []
    for name in advisor.__all__:
        member = getattr(advisor, name)
        signature = f"{name}{inspect.signature(member)}" if callable(member) and not inspect.isclass(member) else name
        found.append((name, anchor(name), signature, inspect.cleandoc(member.__doc__ or "").splitlines()))
    return found
