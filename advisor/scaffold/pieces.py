"""What a generated project is made of: the pieces of ``templates/scaffold/pieces.yaml``, read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from pydantic import Field, ValidationError

from advisor.documents import read_document
from advisor.knowledge.schema import Id, Record, Sentence
from advisor.locations import templates_folder

FOLDER = "scaffold"
FILE = "pieces.yaml"
EVERY = "*"

Family = Literal["predictive", "generative"]
Combination = Mapping[Id, tuple[Id, ...]]


class Piece(Record):
    """One file of a project, and the decisions that own it."""

    file: str = Field(description="Its path in the project.")
    template: str | None = Field(None, description="Its path in templates/scaffold; absent: that of the file.")
    family: Family | None = Field(None, description="The kind of project it belongs to; absent: both.")
    does: Sentence | None = Field(None, description="What it does, for the table in the README; tests have none.")
    when: tuple[Combination, ...] = Field((), description="Options it belongs to, any of these; empty: always.")
    reads: tuple[Id, ...] = Field((), description="Decisions that its text depends on beside those of `when`.")
    companions: tuple[str, ...] = Field((), alias="with", description="Files that come and go with it.")
    needs: tuple[str, ...] = Field((), description="Packages that the project then depends on.")
    servers: tuple[Literal["store", "queue"], ...] = Field((), description="What a real server may stand in for.")
    runs: tuple[str, ...] = Field((), description="Commands to try it with.")

    @property
    def owners(self) -> tuple[str, ...]:
        """The decisions that own the file: it depends on no other."""
        named = [decision for combination in self.when for decision in combination]
        return tuple(dict.fromkeys([*named, *self.reads]))

    def belongs(self, family: Family, architecture: Mapping[str, str]) -> bool:
        """Whether the file is part of the project of an architecture."""
        if self.family not in (None, family):
            return False
        return not self.when or any(
            all(architecture.get(decision) in options for decision, options in combination.items())
            for combination in self.when
        )


class Pieces(Record):
    """All pieces, and what is said of options that have none. ``*`` stands for options that are not named."""

    version: Literal[1]
    pieces: tuple[Piece, ...]
    omissions: Mapping[Id, Mapping[str, Sentence]]
    generative_omissions: Mapping[Id, Mapping[str, Sentence]]

    def of(self, family: Family, architecture: Mapping[str, str]) -> Iterator[Piece]:
        """The pieces of an architecture, in order."""
        return (piece for piece in self.pieces if piece.belongs(family, architecture))

    def omission(self, family: Family, decision: str, option: str) -> str | None:
        """What the project leaves out of an option, if anything."""
        tables = [self.omissions.get(decision, {})]
        if family == "generative":
            tables.insert(0, self.generative_omissions.get(decision, {}))
        for table in tables:
            said = table.get(option) or table.get(EVERY)
            if said:
                return said
        return None


@cache
def load_pieces() -> Pieces:
    """The pieces that come with the advisor.

    Raises:
        ValueError: the file is not in order, which would be a defect of the advisor.
    """
    path = templates_folder() / FOLDER / FILE
    document = read_document(path.read_text(encoding="utf-8"), str(path))
    try:
        return Pieces.model_validate(document.value)
    except ValidationError as error:
        raise ValueError(f"{path}: {error}") from error
