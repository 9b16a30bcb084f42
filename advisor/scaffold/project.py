"""A recommendation as the files of a project that runs.

The text of a file can depend only on the decisions that own it: its template is given no others. So a decision that
changes can only change what it owns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from advisor.recommendation.recommendation import Recommendation
from advisor.rendering.wording import plain
from advisor.scaffold.pieces import Family, Piece, Pieces, load_pieces
from advisor.scaffold.templates import render, slug

MANIFEST = "architecture.json"
GENERATIVE = "llm_adaptation"
"""The decision that applies only where a language model is called."""


@dataclass(frozen=True)
class Omission:
    """What the project leaves out of an option that was taken, and why."""

    decision: str
    option: str
    why: str

    def __str__(self) -> str:
        return f"{self.decision}: {self.option}. {self.why}"


@dataclass(frozen=True)
class GeneratedFile:
    """A file and the decisions that own it; a file that is the same in every architecture has none."""

    text: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """The files of a project by path, and what it leaves out."""

    family: Family
    files: Mapping[str, GeneratedFile]
    omissions: tuple[Omission, ...]
    runs: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))


def project_of(recommendation: Recommendation, numbers: Mapping[str, int]) -> Project:
    """The project of a feasible recommendation. Equal input gives equal text.

    Args:
        numbers: the number of each decision's record.
    """
    pieces = load_pieces()
    architecture = recommendation.architecture
    family: Family = "generative" if GENERATIVE in architecture else "predictive"
    chosen = list(pieces.of(family, architecture))
    files = {}
    for piece in chosen:
        values = _values(piece, family, architecture, numbers)
        files[piece.file] = GeneratedFile(render(_template(piece, values), values), piece.owners)
        for companion in piece.companions:
            files[companion] = GeneratedFile(render(companion, values), piece.owners)
    omissions = _omissions(pieces, family, architecture)
    runs = tuple(line for piece in chosen for line in piece.runs)
    files |= _top(recommendation, pieces, family, chosen, omissions, numbers)
    files[MANIFEST] = _manifest(recommendation, files)
    return Project(family, files, omissions, runs)


def _values(
    piece: Piece, family: Family, architecture: Mapping[str, str], numbers: Mapping[str, int]
) -> dict[str, Any]:
    choices = {decision: architecture[decision] for decision in piece.owners if decision in architecture}
    records = [f"- {numbers[decision]:04d} {decision}: {option}" for decision, option in choices.items()]
    return {
        "family": family,
        "choices": choices,
        "records": "\n".join(["Decision records it follows:", *records]) if records else "",
    }


def _template(piece: Piece, values: Mapping[str, Any]) -> str:
    return (piece.template or piece.file).format(family=values["family"], **values["choices"])


def _omissions(pieces: Pieces, family: Family, architecture: Mapping[str, str]) -> tuple[Omission, ...]:
    return tuple(
        Omission(decision, option, why)
        for decision, option in architecture.items()
        if (why := pieces.omission(family, decision, option)) is not None
    )


def _top(
    recommendation: Recommendation,
    pieces: Pieces,
    family: Family,
    chosen: list[Piece],
    omissions: Iterable[Omission],
    numbers: Mapping[str, int],
) -> dict[str, GeneratedFile]:
    """README, pyproject.toml and compose.yaml: they tell of all pieces, so they are owned as those are."""
    system, architecture = recommendation.system, recommendation.architecture
    servers = sorted({server for piece in chosen for server in piece.servers})
    common = {
        "family": family,
        "name": plain(system.name),
        "purpose": plain(system.purpose) or "What it is for is not said in the system file.",
        "slug": slug(system.name),
        "needs": sorted({name for piece in chosen for name in piece.needs}),
        "servers": servers,
    }
    readme = common | {
        "runs": [line for piece in chosen for line in piece.runs],
        "modules": [
            {"path": piece.file, "does": piece.does, "owners": ", ".join(piece.owners)}
            for piece in sorted(chosen, key=lambda piece: piece.file)
            if piece.does
        ],
        "decisions": [
            {"decision": decision, "option": option, "number": f"{numbers[decision]:04d}"}
            for decision, option in architecture.items()
        ],
        "omissions": [{"title": f"{item.decision}: {item.option}", "why": item.why} for item in omissions],
    }
    return {
        "README.md": GeneratedFile(render("top/README.md", readme), tuple(architecture)),
        "pyproject.toml": GeneratedFile(render("top/pyproject.toml", common), _owners(pieces, "needs")),
        "compose.yaml": GeneratedFile(render("top/compose.yaml", common), _owners(pieces, "servers")),
    }


def _owners(pieces: Pieces, brings: str) -> tuple[str, ...]:
    """The decisions that own what brings packages or servers."""
    found = (owner for piece in pieces.pieces if getattr(piece, brings) for owner in piece.owners)
    return tuple(dict.fromkeys(found))


def _manifest(recommendation: Recommendation, files: Mapping[str, GeneratedFile]) -> GeneratedFile:
    architecture = recommendation.architecture
    value = {
        "version": 1,
        "system": recommendation.system.name,
        "knowledge": {"version": recommendation.knowledge_version, "digest": recommendation.knowledge_digest},
        "decisions": architecture,
        "files": {path: list(file.owners) for path, file in sorted(files.items())},
    }
    return GeneratedFile(json.dumps(value, indent=2, ensure_ascii=False) + "\n", tuple(architecture))
