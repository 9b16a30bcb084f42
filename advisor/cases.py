"""Published systems and what their builders decided. See ``knowledge/README.md`` and the case format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from advisor.answers import Range
from advisor.cache import digest_of, keep, recall
from advisor.documents import Document, Keys, read_document
from advisor.errors import InvalidInput, Location, Problem, UserError, choices_hint
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Record
from advisor.knowledge.stored import is_as_read
from advisor.requirements.reading import read_case_system
from advisor.requirements.system import System


class CaseSource(Record):
    """A public text that documents the case; ``checked`` when it was read, not remembered."""

    title: str
    url: str
    checked: bool


class CaseDecision(Record):
    """What was decided: the option taken; a second one only where the source supports both readings, best first."""

    chosen: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]
    evidence: str
    basis: Literal["stated", "implied"]


class _CaseFile(Record):
    id: str
    title: str
    organisation: str
    year: int
    sources: Annotated[tuple[CaseSource, ...], Field(min_length=1)]
    summary: str
    requirements: dict[str, Any]
    assumed: tuple[str, ...] = ()
    decisions: dict[str, CaseDecision]


@dataclass(frozen=True)
class Case:
    """One decided system."""

    id: str
    title: str
    organisation: str
    year: int
    summary: str
    sources: tuple[CaseSource, ...]
    system: System
    assumed: tuple[str, ...]
    decisions: Mapping[str, CaseDecision]


_MAKERS = (Case, CaseSource, CaseDecision, System, Range, frozenset)


def load_cases(folder: Path, knowledge: KnowledgeBase) -> tuple[Case, ...]:
    """Every case of ``folder``, by id, from an earlier run where neither they nor the rule base have changed since.

    Raises:
        UserError: the folder holds no cases.
        InvalidInput: with every problem of every file.
    """
    paths: Sequence[Path] = sorted(folder.glob("*.yaml"))
    if not paths:
        raise UserError(f"{folder}: no case files (*.yaml) were found. Name a folder of decided cases.")
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for path in paths:
        try:
            texts[str(path)] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(Location(str(path)), f"the file can't be read: {error}."))
    digest = digest_of([*texts.items(), ("rule base", knowledge.digest)]) if is_as_read(knowledge) else None
    kept = recall("cases", digest, _MAKERS) if digest else None
    if isinstance(kept, tuple) and not problems:
        return kept
    cases = []
    for name, text in texts.items():
        try:
            cases.append(read_case(text, name, knowledge))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    if digest:
        keep("cases", digest, tuple(cases))
    return tuple(cases)


def read_case(text: str, path: str, knowledge: KnowledgeBase) -> Case:
    """One case.

    Raises:
        InvalidInput: with every problem of the file.
    """
    document = read_document(text, path)
    file = document.validated(_CaseFile)
    chosen = {name: decided.chosen for name, decided in file.decisions.items()}
    problems = unknown_options(document, ("decisions",), chosen, knowledge)
    try:
        system = read_case_system(document, knowledge)
    except InvalidInput as error:
        problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return Case(
        file.id, file.title, file.organisation, file.year, file.summary, file.sources, system, file.assumed,
        file.decisions,
    )  # fmt: skip


def unknown_options(
    document: Document, at: Keys, named: Mapping[str, Iterable[str]], knowledge: KnowledgeBase
) -> list[Problem]:
    """A problem for each decision, and each option of one, that a document names at ``at`` and the rule base lacks."""
    problems = []
    for name, options in named.items():
        decision = knowledge.decisions.get(name)
        if decision is None:
            hint = choices_hint(name, knowledge.decisions)
            problems.append(Problem(document.location(*at, name), f"{name!r} is not a known decision.", hint))
            continue
        for option in options:
            if option not in decision.options:
                hint = choices_hint(option, decision.options)
                place = document.location(*at, name, option)
                problems.append(Problem(place, f"{option!r} is not an option of {name}.", hint))
    return problems
