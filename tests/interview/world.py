"""The small questionnaire of ``tests.requirements.world`` as an interview, and a program that holds it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from advisor.conditions import parse
from advisor.errors import InvalidInput
from advisor.interview.plain import interview_plainly, wants_plain
from advisor.interview.session import Session
from advisor.interview.steps import OPENING_STEPS, Questionnaire, Step, priority_steps
from advisor.interview.terminal import interview_on_terminal
from advisor.knowledge.base import requirement_fields
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from advisor.requirements.writing import write_system
from tests.requirements.world import QUESTIONS, WORLD

VOCABULARY = requirement_fields(QUESTIONS, WORLD.qualities)

QUESTIONNAIRE = Questionnaire(
    (
        *OPENING_STEPS,
        *(
            Step(
                name,
                "requirements",
                "Demand",
                question,
                parse(question.asked_when, VOCABULARY) if question.asked_when else None,
            )
            for name, question in QUESTIONS.items()
        ),
        *priority_steps(WORLD.qualities),
    ),
    VOCABULARY,
)


def begin(system: System | None = None) -> Session:
    return Session.begin(QUESTIONNAIRE, system or System(""))


def hold(path: Path) -> int:
    """Hold the interview on the standard streams, saving to ``path``, as the command line does."""
    system = read_system(path.read_text(encoding="utf-8"), str(path), WORLD) if path.exists() else System("")

    def save(answered: System) -> None:
        path.write_text(write_system(answered, QUESTIONS), encoding="utf-8")

    if wants_plain(sys.stdin, sys.stdout, os.environ):
        return interview_plainly(begin(system), sys.stdin, sys.stdout, save)
    return interview_on_terminal(begin(system), save)


if __name__ == "__main__":
    try:
        sys.exit(hold(Path(sys.argv[1])))
    except InvalidInput as error:
        sys.exit(str(error))
