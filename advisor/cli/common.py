"""What several commands share: their options, and how they read files."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from advisor.cases import Case
    from advisor.knowledge.base import KnowledgeBase
    from advisor.recommendation.recommendation import Recommendation
    from advisor.recommendation.ways_out import WaysOut
    from advisor.requirements.system import System

SystemFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="A system file (YAML or JSON); - reads standard input.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--knowledge", metavar="DIR", help="A pack: rules, prices, ... of your own. Repeatable; last on top."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error.")]


def note(message: str, quiet: bool) -> None:
    """Say something beside the result."""
    if not quiet:
        print(message, file=sys.stderr)


def colour() -> bool:
    """Whether standard output takes colour."""
    from advisor.rendering.terminal import wants_colour

    return wants_colour(sys.stdout, os.environ)


def columns() -> int:
    """Columns that tables may take: those of a terminal up to 100, and 100 where the output goes elsewhere."""
    from advisor.rendering.terminal import WIDTH

    return min(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH


def show(text: str) -> None:
    """Print a result; on a terminal with its long lines broken, elsewhere as it is, for other programs."""
    from advisor.rendering.screen import fitted

    print(fitted(text, columns()) if sys.stdout.isatty() else text)


def suggest(command: str, quiet: bool) -> None:
    """Name the command to try next, to a person."""
    if sys.stderr.isatty():
        note(f"Next: {command}", quiet)


def read_file(path: Path, knowledge: KnowledgeBase) -> System:
    """The system of a file.

    Raises:
        UserError: the file can't be read.
        InvalidInput: it is not a system file.
    """
    from advisor.errors import UserError
    from advisor.requirements.reading import read_system

    if str(path) == "-":
        return read_system(sys.stdin.read(), "standard input", knowledge)
    if not path.exists():
        raise UserError(f"{path}: there is no such file. Make one with: advisor interview {path}")
    return read_system(read_text(path), str(path), knowledge)


def import_file(path: Path, knowledge: KnowledgeBase) -> System:
    """The answers of a YAML, JSON, TOML or CSV file.

    Raises:
        UserError: the file can't be read.
        InvalidInput: it has mistakes.
    """
    from advisor.requirements.importing import read_answers

    return read_answers(read_text(path), str(path), knowledge)


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        UserError: it can't be read.
    """
    from advisor.errors import UserError

    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: the file can't be read: {error}.") from None


def knowledge_with(packs: list[Path] | None) -> KnowledgeBase:
    """The rule base that comes with the advisor, with the packs laid over it.

    Raises:
        InvalidInput: a pack does not fit.
    """
    from advisor.knowledge.stored import load_knowledge

    return load_knowledge(tuple(packs or ()))


def published_cases(knowledge: KnowledgeBase) -> tuple[Case, ...]:
    """The decided systems that come with the advisor, without those that only judge it."""
    from advisor.cases import load_cases
    from advisor.locations import knowledge_folder

    return tuple(case for name in ("cases", "published") for case in load_cases(knowledge_folder() / name, knowledge))


def advise_on(
    path: Path, quiet: bool, packs: list[Path] | None = None, *, similar: bool = True
) -> tuple[KnowledgeBase, Recommendation]:
    """Read a system file, say how its numbers were understood, and recommend; look for similar systems if asked."""
    from advisor.advise import advise
    from advisor.requirements.writing import echo

    knowledge = knowledge_with(packs)
    system = read_file(path, knowledge)
    for line in echo(system, knowledge.questions):
        note(line, quiet)
    return knowledge, advise(knowledge, system, published_cases(knowledge) if similar else ())


def ways_out_of(knowledge: KnowledgeBase, recommendation: Recommendation) -> WaysOut | None:
    """The ways out of the limits that a recommendation breaks; what finds them is imported where one is broken."""
    from advisor.recommendation.limits import stated_limits

    if not any(one.broken for one in stated_limits(recommendation, recommendation.system.requirements)):
        return None
    from advisor.ways_out import ways_out

    return ways_out(knowledge, recommendation)
