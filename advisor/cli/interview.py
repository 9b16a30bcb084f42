"""``advisor interview``."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Packs, import_file, knowledge_with, note, published_cases, read_file

if TYPE_CHECKING:
    from advisor.interview.steps import Questionnaire
    from advisor.knowledge.base import KnowledgeBase
    from advisor.requirements.system import System

_QUICK = 5


def interview(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Where the answers are kept.")] = Path("system.yaml"),
    quick: Annotated[bool, typer.Option("--quick", help="Only the five answers that matter most.")] = False,
    like: Annotated[
        str | None, typer.Option("--like", metavar="CASE", help="Begin with the answers of a published system.")
    ] = None,
    imported: Annotated[
        Path | None,
        typer.Option(
            "--import", metavar="OTHER", help="Take what FILE leaves open from a YAML, JSON, TOML or CSV file."
        ),
    ] = None,
    in_order: Annotated[
        bool, typer.Option("--in-order", help="Every question in a fixed order, as from a pipe.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="One line in, one line out, as for a pipe.")] = False,
    packs: Packs = None,
) -> None:
    """Answer the questionnaire; every answer is saved, and a file that exists is resumed.

    On a terminal the question comes next whose answer is worth most, until no answer is worth anything; lines from a
    pipe answer the questions in a fixed order, so that a script stays right when rules change.

    \b
    Examples:
      advisor interview checkout-fraud.yaml
      advisor interview checkout-fraud.yaml --quick
      advisor interview mine.yaml --like twitter-magicrecs
      advisor interview checkout-fraud.yaml --import survey.csv
      advisor interview checkout-fraud.yaml < answers.txt
    """
    from advisor.interview.lock import held
    from advisor.interview.outlook import guide_of
    from advisor.interview.plain import interview_plainly, wants_plain
    from advisor.interview.session import Session
    from advisor.interview.steps import Questionnaire
    from advisor.interview.terminal import interview_on_terminal
    from advisor.output import write_file
    from advisor.requirements.writing import write_system

    knowledge = knowledge_with(packs)

    def save(answered: System) -> None:
        write_file(file, write_system(answered, knowledge.questions).encode())

    with held(file):
        guided = quick or (sys.stdin.isatty() and not in_order)
        questionnaire = Questionnaire.for_people(knowledge) if guided else Questionnaire.of(knowledge)
        system = _begun(file, like, knowledge)
        if imported is not None:
            system = _filled(system, imported, knowledge, questionnaire)
            save(system)
        session = Session.begin(
            questionnaire,
            system,
            guide_of(knowledge) if guided else None,
            most=_QUICK if quick else None,
        )
        if plain or wants_plain(sys.stdin, sys.stdout, os.environ):
            status = interview_plainly(session, sys.stdin, sys.stdout, save)
        else:
            status = interview_on_terminal(session, save)
    if file.exists():
        note(f"Saved in {file}. Next: advisor recommend {file}", quiet=False)
    raise typer.Exit(status)


def _begun(file: Path, like: str | None, knowledge: KnowledgeBase) -> System:
    """The answers to begin with: those of the file, of a published system, or none."""
    from advisor.errors import UserError, choices_hint
    from advisor.requirements.system import System

    if like is None:
        return read_file(file, knowledge) if file.exists() else System("")
    if file.exists():
        raise UserError(f"{file}: the file exists, and --like begins a new one. Name another file.")
    cases = {case.id: case for case in published_cases(knowledge)}
    if like not in cases:
        raise UserError(f"{like!r} is not a published system. {choices_hint(like, cases)}")
    return replace(cases[like].system, name="", purpose="")


def _filled(system: System, imported: Path, knowledge: KnowledgeBase, questionnaire: Questionnaire) -> System:
    """``system`` with what it leaves open taken from another file; what it answers already stays."""
    from advisor.interview.differences import kept_lines
    from advisor.interview.merging import fill

    filled, differing = fill(questionnaire, system, import_file(imported, knowledge))
    sections = ("requirements", "priorities", "fixed")
    taken = sum(len(getattr(filled, section).keys() - getattr(system, section)) for section in sections)
    note(f"Imported from {imported}: {taken} answer{'' if taken == 1 else 's'}.", quiet=False)
    for line in kept_lines(differing, {step.id: step for step in questionnaire.steps}):
        note(line, quiet=False)
    return filled
