"""``advisor interview``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Packs, knowledge_with, note, read_file


def interview(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Where the answers are kept.")] = Path("system.yaml"),
    packs: Packs = None,
    plain: Annotated[bool, typer.Option("--plain", help="One line in, one line out, as for a pipe.")] = False,
) -> None:
    """Answer the questionnaire; every answer is saved, and a file that exists is resumed.

    \b
    Examples:
      advisor interview checkout-fraud.yaml
      advisor interview checkout-fraud.yaml < answers.txt
    """
    from advisor.interview.plain import interview_plainly, wants_plain
    from advisor.interview.session import Session
    from advisor.interview.steps import Questionnaire
    from advisor.interview.terminal import interview_on_terminal
    from advisor.output import write_file
    from advisor.requirements.system import System
    from advisor.requirements.writing import write_system

    knowledge = knowledge_with(packs)
    system = read_file(file, knowledge) if file.exists() else System("")

    def save(answered: System) -> None:
        write_file(file, write_system(answered, knowledge.questions).encode())

    session = Session.begin(Questionnaire.of(knowledge), system)
    if plain or wants_plain(sys.stdin, sys.stdout, os.environ):
        status = interview_plainly(session, sys.stdin, sys.stdout, save)
    else:
        status = interview_on_terminal(session, save)
    if file.exists():
        note(f"Saved in {file}. Next: advisor recommend {file}", quiet=False)
    raise typer.Exit(status)
