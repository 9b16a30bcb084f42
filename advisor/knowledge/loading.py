"""Reads a knowledge folder: every file strictly, all problems at once, nothing half-loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from advisor.documents import Keys, read_document
from advisor.errors import InvalidInput, Location, Problem
from advisor.knowledge.base import KnowledgeBase, Pack
from advisor.knowledge.merging import Merging, Piece, pieces_of
from advisor.knowledge.practice import Practice, that_counts
from advisor.knowledge.references import (
    Parts,
    Placed,
    Places,
    compile_conditions,
    dangling_names,
    unsound_questions,
)
from advisor.knowledge.schema import (
    ComponentCatalog,
    Coupling,
    Decision,
    Id,
    Manifest,
    PackManifest,
    QuestionGroup,
    RefinedWeights,
    Risk,
    Rule,
    Source,
    Term,
)
from advisor.knowledge.stored import (
    PACK_TESTS,
    digest,
    digest_of_pack,
    files_of_numbers,
    files_of_pack,
    load_folder,
    load_knowledge,
)
from advisor.knowledge.weights import refined_rules

__all__ = [
    "FILE_KINDS",
    "PACK_TESTS",
    "KnowledgeFiles",
    "json_schema",
    "load_folder",
    "load_knowledge",
    "read_folder",
]

T = TypeVar("T")

_MANIFEST = "knowledge.yaml"
WEIGHTS = "weights.yaml"
PACK_MANIFEST = "pack.yaml"
RISKS = "risks.yaml"
GLOSSARY = "glossary.yaml"
PACK_FILES = (PACK_MANIFEST, "components.yaml", "sources.yaml", RISKS, GLOSSARY)
PACK_FOLDERS = ("questions", "decisions", "rules", "couplings", "estimates")


@dataclass(frozen=True)
class KnowledgeFiles:
    """A rule base, and where each part of it stands."""

    folder: Path
    knowledge: KnowledgeBase
    places: Places

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folder of the rule base, then those of its packs."""
        return (self.folder, *(pack.folder for pack in self.knowledge.packs))

    def at(self, noun: str, name: str, *keys: str | int) -> Location:
        """Where a part stands; ``question`` is a noun too."""
        if noun == "question":
            group = next(group for group, value in self.knowledge.groups.items() if name in value.questions)
            return self.places["question group", group].at("questions", name, *keys)
        return self.places[noun, name].at(*keys)


def read_folder(folder: Path, packs: Sequence[Path] = ()) -> KnowledgeFiles:
    """The rule base of ``folder`` with ``packs`` laid over it, and where each part of it stands.

    Raises:
        InvalidInput: as ``load_knowledge``.
    """
    loading = _Loading(folder, tuple(packs))
    return KnowledgeFiles(folder, loading.run(), loading.places)


@dataclass
class _Loading:
    """One pass over a folder and its packs. Problems are gathered; the first stage that has any ends the run."""

    folder: Path
    packs: tuple[Path, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    places: dict[tuple[str, str], Placed] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.merging = Merging(self.problems)

    def run(self) -> KnowledgeBase:
        manifest = self._whole(_MANIFEST, Manifest)
        packs = tuple(self._pack(folder) for folder in self.packs)
        self._stop_at(())
        parts = Parts(
            manifest=manifest,
            groups=self._each("questions", ("question group", "question"), QuestionGroup, manifest.question_groups),
            decisions=self._each("decisions", ("decision", "option"), Decision, manifest.decisions),
            rules=self._entries("rules", "rule", Rule),
            couplings=self._entries("couplings", "coupling", Coupling),
            sources=self._entries("sources.yaml", "source", Source),
            components=self._whole("components.yaml", ComponentCatalog, self.packs),
            risks=self._entries(RISKS, "risk", Risk),
            glossary=self._entries(GLOSSARY, "term", Term),
        )
        self._stop_at(unsound_questions(parts, self.places))
        conditions, unreadable = compile_conditions(parts, self.places)
        self._stop_at([*unreadable, *dangling_names(parts, self.places)])
        for path in files_of_numbers(self.folder):
            self._text(path)
        self._stop_at(())
        rules = {name: parts.rules[name] for name in sorted(parts.rules)}
        refined = self._whole(WEIGHTS, RefinedWeights) if (self.folder / WEIGHTS).exists() else None
        preference = manifest.preference
        practice: Practice = {}
        if refined is not None:
            preference = preference.model_copy(update={"sharpness": refined.sharpness})
            practice, learned = that_counts(refined.practice, parts.requirements, parts.decisions)
            conditions |= learned
        return KnowledgeBase(
            version=" + ".join([manifest.version, *(f"{pack.name} {pack.version}" for pack in packs)]),
            date=manifest.date,
            digest=digest(self.hashes),
            groups=parts.groups,
            questions=parts.questions,
            decisions=parts.decisions,
            rules=rules if refined is None else refined_rules(rules, refined),
            couplings={name: parts.couplings[name] for name in sorted(parts.couplings)},
            sources=parts.sources,
            qualities=manifest.qualities,
            preference=preference,
            components=parts.components,
            conditions=conditions,
            packs=packs,
            refined=refined,
            expert_rules=rules,
            risks=parts.risks,
            glossary=parts.glossary,
            practice=practice,
        )

    def _stop_at(self, problems: Iterable[Problem]) -> None:
        """End the run if the files or what they say together have problems."""
        if not self.problems:
            self.problems.extend(problems)
        if self.problems:
            raise InvalidInput(self.problems)

    def _pack(self, folder: Path) -> Pack:
        """The manifest of a pack. Its reference numbers are read by the estimates and only counted in here."""
        if not folder.is_dir():
            raise InvalidInput(
                [Problem(Location(str(folder)), "there is no such folder.", "Name the folder of a pack.")]
            )
        piece = self._piece(folder / PACK_MANIFEST)
        manifest = self._validate(piece, PackManifest) if piece else None
        if manifest is None:
            raise InvalidInput(self.problems)
        for name, path in files_of_pack(folder).items():
            parts = name.split("/")
            if name not in PACK_FILES and (len(parts) != 2 or parts[0] not in PACK_FOLDERS):
                allowed = ", ".join((*PACK_FILES, *(f"{kind}/*.yaml" for kind in (*PACK_FOLDERS, PACK_TESTS))))
                self.problems.append(Problem(Location(str(path)), "this is no file of a pack.", f"Allowed: {allowed}."))
        pack = Pack(manifest.name, manifest.version, digest_of_pack(folder), folder)
        self.hashes[f"packs/{self.packs.index(folder)}"] = pack.digest
        return pack

    def _text(self, path: Path) -> str | None:
        """What a file says; the digest of the rule base covers it from here on."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem(Location(str(path)), f"the file can't be read: {error}."))
            return None
        if not any(path.is_relative_to(pack) for pack in self.packs):
            self.hashes[path.relative_to(self.folder).as_posix()] = hashlib.sha256(text.encode()).hexdigest()
        return text

    def _piece(self, path: Path) -> Piece | None:
        text = self._text(path)
        if text is None:
            return None
        try:
            document = read_document(text, str(path))
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None
        return Piece(document.value, Placed(document, ()))

    def _validate(self, piece: Piece, kind: type[T], keys: Keys = ()) -> T | None:
        """The value of ``piece``; ``keys`` say where it stands in its file, for messages."""
        try:
            return TypeAdapter(kind).validate_python(piece.value)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                place = tuple(key for key in item["loc"] if isinstance(key, str | int))
                where = ".".join(str(key) for key in keys + place)
                found = item.get("input")
                shown = f" Found {found!r}." if isinstance(found, str | int | float | bool) else ""
                self.problems.append(Problem(piece.placed.at(*place), f"{where}: {item['msg']}.{shown}"))
            return None

    def _whole(self, name: str, kind: type[T], packs: Sequence[Path] = ()) -> T:
        piece = self._piece(self.folder / name)
        for pack in packs:
            over = self._piece(pack / name) if (pack / name).exists() else None
            if piece is not None and over is not None:
                piece = self.merging.catalog(piece, over)
        value = self._validate(piece, kind) if piece else None
        if piece is None or value is None:
            raise InvalidInput(self.problems)
        self.places["file", name] = piece.placed
        return value

    def _each(self, folder: str, nouns: tuple[str, str], kind: type[T], order: tuple[str, ...]) -> dict[str, T]:
        """One value a file; the file's name is its id; the manifest gives the order, what packs add comes after."""
        noun, inner = nouns
        found = {path.stem: path for path in _files(self.folder / folder)}
        listed = noun.replace(" ", "_") + "s"
        for position, name in enumerate(order):
            if name not in found:
                at = self.places["file", _MANIFEST].at(listed, position)
                remedy = f"Write {folder}/{name}.yaml, or take {name} off the list."
                self.problems.append(Problem(at, f"the {noun} {name!r} has no file.", remedy))
        for name in sorted(found.keys() - set(order)):
            at, remedy = Location(str(found[name])), f"Add it to {listed} in {_MANIFEST}."
            self.problems.append(Problem(at, f"the {noun} {name!r} is not listed.", remedy))
        pieces = self._by_file(found[name] for name in order if name in found)
        for pack in self.packs:
            added = self._by_file(_files(pack / folder))
            pieces = self.merging.composites(noun, (f"{inner}s", inner), pieces, added)
        return self._validated(noun, pieces, kind)

    def _by_file(self, paths: Iterable[Path]) -> dict[str, Piece]:
        pieces = {path.stem: self._piece(path) for path in paths}
        return {name: piece for name, piece in pieces.items() if piece is not None}

    def _entries(self, where: str, noun: str, kind: type[T]) -> dict[str, T]:
        """Many values a file, under ids that are unique over all files of the folder; or one such file."""
        pieces = self._by_id(self.folder / where, noun)
        for pack in self.packs:
            pieces = self.merging.entries(noun, pieces, self._by_id(pack / where, noun))
        return self._validated(noun, pieces, kind, True)

    def _by_id(self, where: Path, noun: str) -> dict[str, Piece]:
        pieces: dict[str, Piece] = {}
        optional = where.name in (RISKS, GLOSSARY) or any(where.is_relative_to(pack) for pack in self.packs)
        paths = _files(where) if where.suffix != ".yaml" else [where] if where.exists() or not optional else []
        for path in paths:
            whole = self._piece(path)
            if whole is None or whole.value is None:
                continue
            if not isinstance(whole.value, dict):
                self.problems.append(Problem(whole.placed.at(), f"the file must map ids to {noun}s."))
                continue
            for name, piece in pieces_of(whole.value, whole.placed):
                if name in pieces:
                    message = f"the {noun} {name!r} appears in two files."
                    self.problems.append(Problem(piece.placed.at(), message, f"The other: {pieces[name].placed.at()}."))
                pieces[name] = piece
        return pieces

    def _validated(self, noun: str, pieces: Mapping[str, Piece], kind: type[T], keyed: bool = False) -> dict[str, T]:
        """The values of ``pieces``; with ``keyed``, messages begin with their ids."""
        values = {}
        for name, piece in pieces.items():
            self.places[noun, name] = piece.placed
            value = self._validate(piece, kind, (name,) if keyed else ())
            if value is not None:
                values[name] = value
        return values


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


FILE_KINDS: Mapping[str, Any] = {
    "manifest": Manifest,
    "questions": QuestionGroup,
    "decision": Decision,
    "rules": dict[Id, Rule],
    "couplings": dict[Id, Coupling],
    "components": ComponentCatalog,
    "sources": dict[Id, Source],
    "risks": dict[Id, Risk],
    "glossary": dict[Id, Term],
    "weights": RefinedWeights,
    "pack": PackManifest,
}
"""What one file of each kind holds."""


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one of ``FILE_KINDS``, for editors."""
    return TypeAdapter(FILE_KINDS[kind]).json_schema()
