"""Reference numbers: what to reckon with when neither an answer nor a measurement is known.

They lie in ``knowledge/estimates``, each with unit, range, date and source. A user replaces them by files of the same
form with the same ids; ids that a file does not name keep our values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from advisor.documents import Document, read_document
from advisor.errors import InvalidInput, Location, Problem, choices_hint
from advisor.knowledge.schema import Id, Record, Sentence
from advisor.locations import knowledge_folder
from advisor.units import InvalidQuantity, factor


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


@cache
def load_references() -> Mapping[str, Reference]:
    """The numbers that come with the advisor, by id.

    Raises:
        InvalidInput: a file is not as ``Reference`` says, or two files give one id.
    """
    return read_references(sorted((knowledge_folder() / "estimates").glob("*.yaml")))


def with_replacements(references: Mapping[str, Reference], paths: Iterable[Path]) -> Mapping[str, Reference]:
    """``references`` with those of a user's files in place of ours.

    Raises:
        InvalidInput: as ``load_references``; or a file names an id that there is not.
    """
    documents = [_read(path) for path in paths]
    replaced = _validated(documents)
    unknown = [
        Problem(document.location(name), f"there is no reference number {name!r}.", choices_hint(name, references))
        for document in documents
        for name in document.value
        if name not in references
    ]
    if unknown:
        raise InvalidInput(unknown)
    return {**references, **replaced}


def read_references(paths: Iterable[Path]) -> Mapping[str, Reference]:
    """The numbers of some files, each a mapping from id to number.

    Raises:
        InvalidInput: as ``load_references``.
    """
    return _validated([_read(path) for path in paths])


def _read(path: Path) -> Document:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput([Problem(Location(str(path)), f"the file can't be read: {error}.")]) from None
    document = read_document(text, str(path))
    if not isinstance(document.value, dict):
        raise InvalidInput([Problem(document.location(), "a mapping from id to number is needed.")])
    return document


def _validated(documents: list[Document]) -> dict[str, Reference]:
    found: dict[str, Reference] = {}
    problems: list[Problem] = []
    for document in documents:
        for name, entry in document.value.items():
            if name in found:
                problems.append(Problem(document.location(name), f"the reference {name!r} is given by two files."))
            reference = _reference(document, name, entry, problems)
            if reference is not None:
                found[name] = reference
    if problems:
        raise InvalidInput(problems)
    return found


def _reference(document: Document, name: str, entry: Any, problems: list[Problem]) -> Reference | None:
    try:
        return Reference.model_validate(entry)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            keys = [key for key in item["loc"] if isinstance(key, str | int)]
            where = ".".join(str(key) for key in (name, *keys))
            problems.append(Problem(document.location(name, *keys), f"{where}: {item['msg']}."))
        return None
