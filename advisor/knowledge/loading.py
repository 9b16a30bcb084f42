"""Reads a knowledge folder: every file strictly, all problems at once, nothing half-loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from advisor.documents import Document, Keys, read_document
from advisor.errors import InvalidInput, Location, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.references import (
    Parts,
    Placed,
    Places,
    compile_conditions,
    dangling_names,
    quoted_fields,
    unsound_questions,
)
from advisor.knowledge.schema import (
    ComponentCatalog,
    Coupling,
    Decision,
    Id,
    Manifest,
    QuestionGroup,
    Rule,
    Source,
)
from advisor.knowledge.stored import stored
from advisor.locations import knowledge_folder

__all__ = [
    "FILE_KINDS",
    "KnowledgeFiles",
    "json_schema",
    "load_folder",
    "load_knowledge",
    "quoted_fields",
    "read_folder",
]

T = TypeVar("T")

_MANIFEST = "knowledge.yaml"


@dataclass(frozen=True)
class KnowledgeFiles:
    """A rule base, and where each part of it stands."""

    folder: Path
    knowledge: KnowledgeBase
    places: Places

    def at(self, noun: str, name: str, *keys: str | int) -> Location:
        """Where a part stands; ``question`` is a noun too."""
        if noun == "question":
            group = next(group for group, value in self.knowledge.groups.items() if name in value.questions)
            return self.places["question group", group].at("questions", name, *keys)
        return self.places[noun, name].at(*keys)


@cache
def load_knowledge() -> KnowledgeBase:
    """The rule base that comes with the advisor.

    Raises:
        InvalidInput: a file is not as ``schema`` says, or ids and conditions do not fit together.
    """
    return load_folder(knowledge_folder())


def load_folder(folder: Path) -> KnowledgeBase:
    """The rule base of ``folder``, from an earlier run where its files have not changed since.

    Raises:
        InvalidInput: as ``load_knowledge``.
    """
    return stored(folder, lambda: read_folder(folder).knowledge)


def read_folder(folder: Path) -> KnowledgeFiles:
    """The rule base of ``folder``, and where each part of it stands.

    Raises:
        InvalidInput: as ``load_knowledge``.
    """
    loading = _Loading(folder)
    return KnowledgeFiles(folder, loading.run(), loading.places)


@dataclass
class _Loading:
    """One pass over a folder. Problems are gathered; the first stage that has any ends the run."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    places: dict[tuple[str, str], Placed] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def run(self) -> KnowledgeBase:
        manifest = self._whole(_MANIFEST, Manifest)
        parts = Parts(
            manifest=manifest,
            groups=self._each("questions", "question group", QuestionGroup, manifest.question_groups),
            decisions=self._each("decisions", "decision", Decision, manifest.decisions),
            rules=self._entries("rules", "rule", Rule),
            couplings=self._entries("couplings", "coupling", Coupling),
            sources=self._mapping(self.folder / "sources.yaml", "source", Source),
            components=self._whole("components.yaml", ComponentCatalog),
        )
        self._stop_at(unsound_questions(parts, self.places))
        conditions, unreadable = compile_conditions(parts, self.places)
        self._stop_at([*unreadable, *dangling_names(parts, self.places)])
        digest = hashlib.sha256("\n".join(f"{name} {self.hashes[name]}" for name in sorted(self.hashes)).encode())
        return KnowledgeBase(
            version=manifest.version,
            date=manifest.date,
            digest=f"sha256:{digest.hexdigest()}",
            groups=parts.groups,
            questions=parts.questions,
            decisions=parts.decisions,
            rules={name: parts.rules[name] for name in sorted(parts.rules)},
            couplings={name: parts.couplings[name] for name in sorted(parts.couplings)},
            sources=parts.sources,
            qualities=manifest.qualities,
            preference=manifest.preference,
            components=parts.components,
            conditions=conditions,
        )

    def _stop_at(self, problems: Iterable[Problem]) -> None:
        """End the run if the files or what they say together have problems."""
        if not self.problems:
            self.problems.extend(problems)
        if self.problems:
            raise InvalidInput(self.problems)

    def _read(self, path: Path) -> Document | None:
        name = path.relative_to(self.folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem(Location(str(path)), f"the file can't be read: {error}."))
            return None
        self.hashes[name] = hashlib.sha256(text.encode()).hexdigest()
        try:
            return read_document(text, str(path))
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None

    def _validate(self, document: Document, value: Any, kind: type[T], keys: Keys = ()) -> T | None:
        try:
            return TypeAdapter(kind).validate_python(value)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                place = keys + tuple(key for key in item["loc"] if isinstance(key, str | int))
                where = ".".join(str(key) for key in place)
                found = item.get("input")
                shown = f" Found {found!r}." if isinstance(found, str | int | float | bool) else ""
                self.problems.append(Problem(document.location(*place), f"{where}: {item['msg']}.{shown}"))
            return None

    def _whole(self, name: str, kind: type[T]) -> T:
        document = self._read(self.folder / name)
        value = self._validate(document, document.value, kind) if document else None
        if document is None or value is None:
            raise InvalidInput(self.problems)
        self.places["file", name] = Placed(document, ())
        return value

    def _each(self, folder: str, noun: str, kind: type[T], order: tuple[str, ...]) -> dict[str, T]:
        """One value a file; the file's name is its id; the manifest gives the order."""
        found = {path.stem: path for path in self._files(folder)}
        listed = noun.replace(" ", "_") + "s"
        for position, name in enumerate(order):
            if name not in found:
                at = self.places["file", _MANIFEST].at(listed, position)
                remedy = f"Write {folder}/{name}.yaml, or take {name} off the list."
                self.problems.append(Problem(at, f"the {noun} {name!r} has no file.", remedy))
        for name in sorted(found.keys() - set(order)):
            at, remedy = Location(str(found[name])), f"Add it to {listed} in {_MANIFEST}."
            self.problems.append(Problem(at, f"the {noun} {name!r} is not listed.", remedy))
        values = {}
        for name in order:
            document = self._read(found[name]) if name in found else None
            if document is None:
                continue
            value = self._validate(document, document.value, kind)
            if value is not None:
                values[name] = value
                self.places[noun, name] = Placed(document, ())
        return values

    def _entries(self, folder: str, noun: str, kind: type[T]) -> dict[str, T]:
        """Many values a file, under ids that are unique over all files of the folder."""
        values: dict[str, T] = {}
        for path in self._files(folder):
            values |= self._mapping(path, noun, kind)
        return values

    def _mapping(self, path: Path, noun: str, kind: type[T]) -> dict[str, T]:
        document = self._read(path)
        if document is None or document.value is None:
            return {}
        if not isinstance(document.value, dict):
            self.problems.append(Problem(document.location(), f"the file must map ids to {noun}s."))
            return {}
        values = {}
        for name, item in document.value.items():
            other = self.places.setdefault((noun, name), Placed(document, (name,)))
            if other.document is not document:
                message = f"the {noun} {name!r} appears in two files."
                self.problems.append(Problem(document.location(name), message, f"The other: {other.at()}."))
            value = self._validate(document, item, kind, (name,))
            if value is not None:
                values[name] = value
        return values

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.folder / folder).glob("*.yaml"))


FILE_KINDS: Mapping[str, Any] = {
    "manifest": Manifest,
    "questions": QuestionGroup,
    "decision": Decision,
    "rules": dict[Id, Rule],
    "couplings": dict[Id, Coupling],
    "components": ComponentCatalog,
    "sources": dict[Id, Source],
}
"""What one file of each kind holds."""


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one of ``FILE_KINDS``, for editors."""
    return TypeAdapter(FILE_KINDS[kind]).json_schema()
