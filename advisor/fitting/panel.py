"""What a panel held likely: an option for each decision of a system, judged from the answers alone.

Published accounts document some decisions of a system and leave the plain ones out. A panel judges all of them, on the
published systems and on ordinary ones that nobody writes about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from advisor.cases import unknown_options
from advisor.documents import read_file
from advisor.errors import InvalidInput, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Record
from advisor.requirements.reading import read_case_system
from advisor.requirements.system import System

Opinions = Mapping[str, Mapping[str, float]]
"""By decision the options held likely, each with its probability, 0 to 1; at most 1 together."""


class _SystemFile(Record):
    id: str
    summary: str
    requirements: dict[str, Any]
    opinions: dict[str, dict[str, Annotated[float, Field(ge=0, le=1)]]]


class _PublishedFile(Record):
    opinions: dict[str, dict[str, dict[str, Annotated[float, Field(ge=0, le=1)]]]]


@dataclass(frozen=True)
class JudgedSystem:
    """A system as the panel wrote it down, with what it held likely of it."""

    id: str
    system: System
    opinions: Opinions


@dataclass(frozen=True)
class Panel:
    """What a panel said.

    Attributes:
        published: opinions on published systems, by the id of the case.
        remembered: other published systems, as the panel remembered them.
        ordinary: systems of the usual kind that the panel made up.
    """

    published: Mapping[str, Opinions]
    remembered: tuple[JudgedSystem, ...] = ()
    ordinary: tuple[JudgedSystem, ...] = ()


NO_PANEL = Panel({})


def read_panel(folder: Path, knowledge: KnowledgeBase) -> Panel:
    """``published.yaml`` and the systems under ``remembered/`` and ``ordinary/`` of a folder.

    Raises:
        UserError: a file is missing or can't be read.
        InvalidInput: with every problem of every file.
    """
    problems: list[Problem] = []
    published: dict[str, Opinions] = {}
    try:
        published = read_opinions(folder / "published.yaml", knowledge)
    except InvalidInput as error:
        problems += error.problems
    systems: dict[str, list[JudgedSystem]] = {"remembered": [], "ordinary": []}
    for kind, found in systems.items():
        for path in sorted((folder / kind).glob("*.yaml")):
            try:
                found.append(_read_system(path, knowledge))
            except InvalidInput as error:
                problems += error.problems
    if problems:
        raise InvalidInput(problems)
    return Panel(published, tuple(systems["remembered"]), tuple(systems["ordinary"]))


def _read_system(path: Path, knowledge: KnowledgeBase) -> JudgedSystem:
    document = read_file(path)
    file = document.validated(_SystemFile)
    if problems := unknown_options(document, ("opinions",), file.opinions, knowledge):
        raise InvalidInput(problems)
    return JudgedSystem(file.id, read_case_system(document, knowledge), file.opinions)


def read_opinions(path: Path, knowledge: KnowledgeBase) -> dict[str, Opinions]:
    """A file of opinions on published systems, by the id of the case.

    Raises:
        UserError: the file is missing or can't be read.
        InvalidInput: with every problem of the file.
    """
    document = read_file(path)
    found = document.validated(_PublishedFile).opinions
    problems = [
        problem
        for case, opinions in found.items()
        for problem in unknown_options(document, ("opinions", case), opinions, knowledge)
    ]
    if problems:
        raise InvalidInput(problems)
    return dict(found)
