"""Reference numbers: what to reckon with when neither an answer nor a measurement is known.

They lie in ``knowledge/estimates``, each with unit, range, date and source. A pack adds to them or
replaces some with files of the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from advisor.documents import read_document
from advisor.errors import InvalidInput, Location, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Id, Record, Sentence
from advisor.locations import knowledge_folder
from advisor.units import InvalidQuantity, factor

if TYPE_CHECKING:
    from advisor.knowledge.merging import Piece


class Reference(Record):
    """A number with where it comes from. ``low`` to ``high`` is what a cautious engineer would plan with."""

    name: Sentence
    low: float = Field(allow_inf_nan=False)
    mid: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    unit: str = Field(description="A unit of advisor.units.")
    date: int = Field(ge=1900, le=2100, description="The year the value describes.")
    basis: Literal["published", "anchored", "measured", "derived", "memory"] = Field(
        description="published: the source prints these values; anchored: it prints one, the rest is an estimate; "
        "measured: timed for the file; derived: arithmetic shown; memory: recollection or judgement, unchecked."
    )
    source: Id = Field("advisor-judgement", description="Absent: ours; ``conditions`` then says how it was found.")
    further_sources: tuple[Id, ...] = Field((), description="What the range or the conditions rest on besides.")
    conditions: str | None = Field(None, description="Under which it holds, or how it was derived.")

    @field_validator("unit")
    @classmethod
    def _known(cls, unit: str) -> str:
        try:
            factor(unit)
        except InvalidQuantity as error:
            raise ValueError(str(error)) from None
        return unit

    @model_validator(mode="after")
    def _ranges_and_is_founded(self) -> Reference:
        if not self.low <= self.mid <= self.high:
            raise ValueError("low, mid and high must ascend")
        if "source" not in self.model_fields_set and not self.conditions:
            raise ValueError("without a source, conditions must say how the number was found")
        return self


def references_of(knowledge: KnowledgeBase) -> Mapping[str, Reference]:
    """The numbers that go with a rule base: ours, with those of its packs laid over them.

    Raises:
        InvalidInput: as ``load_references``.
    """
    return load_references(tuple(pack.folder for pack in knowledge.packs))


@cache
def load_references(packs: tuple[Path, ...] = ()) -> Mapping[str, Reference]:
    """The numbers that come with the advisor, by id, with those of ``packs`` laid over them.

    Raises:
        InvalidInput: a file is not as ``Reference`` says, two files give one id, or a pack gives an id that is there
            already and does not say that it overrides.
    """
    from advisor.knowledge.merging import Merging

    problems: list[Problem] = []
    merging = Merging(problems)
    pieces = _pieces(_files(knowledge_folder()), problems)
    for folder in packs:
        pieces = merging.entries("reference number", pieces, _pieces(_files(folder), problems))
    return _validated(pieces, problems)


def read_references(paths: Iterable[Path]) -> Mapping[str, Reference]:
    """The numbers of some files, each a mapping from id to number.

    Raises:
        InvalidInput: as ``load_references``.
    """
    problems: list[Problem] = []
    return _validated(_pieces(paths, problems), problems)


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "estimates").glob("*.yaml"))


def _pieces(paths: Iterable[Path], problems: list[Problem]) -> dict[str, Piece]:
    from advisor.knowledge.merging import pieces_of
    from advisor.knowledge.references import Placed

    pieces: dict[str, Piece] = {}
    for path in paths:
        try:
            document = read_document(path.read_text(encoding="utf-8"), str(path))
        except InvalidInput as error:
            problems.extend(error.problems)
            continue
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(Location(str(path)), f"the file can't be read: {error}."))
            continue
        if not isinstance(document.value, dict):
            problems.append(Problem(document.location(), "a mapping from id to number is needed."))
        for name, piece in pieces_of(document.value, Placed(document, ())):
            if name in pieces:
                problems.append(Problem(piece.placed.at(), f"the reference {name!r} is given by two files."))
            pieces[name] = piece
    return pieces


def _validated(pieces: Mapping[str, Piece], problems: list[Problem]) -> dict[str, Reference]:
    found = {}
    for name, piece in pieces.items():
        reference = _reference(name, piece, problems)
        if reference is not None:
            found[name] = reference
    if problems:
        raise InvalidInput(problems)
    return found


def _reference(name: str, piece: Piece, problems: list[Problem]) -> Reference | None:
    try:
        return Reference.model_validate(piece.value)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            keys = [key for key in item["loc"] if isinstance(key, str | int)]
            where = ".".join(str(key) for key in (name, *keys))
            problems.append(Problem(piece.placed.at(*keys), f"{where}: {item['msg']}."))
        return None
