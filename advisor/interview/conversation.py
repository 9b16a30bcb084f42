"""The loop that every front end shares: show a question, read a line, take the event, save, go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from advisor.answers import Answer, Range
from advisor.errors import UserError, nearest
from advisor.interview import wording
from advisor.interview.composite import statements_from_text
from advisor.interview.session import (
    Answered,
    Back,
    Edited,
    Event,
    Help,
    ImpossibleEvent,
    Jump,
    Quit,
    Review,
    Session,
    Skip,
    Undo,
    Unknown,
)
from advisor.interview.steps import Step
from advisor.requirements.answers import NOT_KNOWN, InvalidAnswer, answer_from_text, contradictions, line_of
from advisor.requirements.measured import parted_from_text
from advisor.requirements.reading import MAX_NAME, MAX_PURPOSE
from advisor.requirements.system import System

DONE, INPUT_ENDED = 0, 2
"""Exit statuses: ended by the last question or by ``:quit``; ended because there was no more input."""

_COMMANDS: dict[str, Event] = {
    "": Skip(),
    "?": Help(),
    ":back": Back(),
    ":help": Help(),
    ":unknown": Unknown(),
    ":skip": Skip(),
    ":undo": Undo(),
    ":review": Review(),
    ":quit": Quit(),
}


Change = Callable[[Session, Step, str], tuple[Session, str]]
"""From a session, one of its steps and a typed line to the session after it and what is to be said about it."""


class FrontEnd(Protocol):
    """How an interview talks to a person or a program."""

    def present(self, session: Session, note: str) -> None:
        """Show the present question, after ``note``, which says how the last answer was understood."""

    def tell(self, lines: Sequence[str]) -> None:
        """Show lines beside the question."""

    def review(self, session: Session, change: Change, /) -> Session:
        """Show all answers so far, and return the session with what was changed meanwhile by ``change``."""

    def read(self, step: Step, system: System, /) -> str:
        """The next line, which is to answer ``step``. Raises :class:`EOFError` when there is none."""


def converse(session: Session, front: FrontEnd, save: Callable[[System], None]) -> int:
    """Hold the interview to its end and return the exit status.

    ``save`` is called with the whole system after every answer, before the next question is shown.
    """

    def change(before: Session, step: Step, line: str) -> tuple[Session, str]:
        """Another answer to ``step``, saved, or the session as it was and why the line is no answer."""
        try:
            after = before.take(_edit_of(line, step))
            _refuse_contradiction(step, after)
        except UserError as refusal:
            return before, wording.refusal_line(step, refusal)
        if after.system != before.system:
            save(after.system)
        return after, " ".join([wording.received_line(step, after), *wording.conflict_lines(after)])

    front.present(session, "")
    while (step := session.step) is not None and not session.left:
        try:
            line = front.read(step, session.system)
        except EOFError:
            front.tell([wording.interrupted_line(session)])
            return INPUT_ENDED
        try:
            event = event_of(line, step)
            after = session.take(event)
            _refuse_contradiction(step, after)
            _refuse_dropped(step, event, after)
        except UserError as refusal:
            front.tell([wording.refusal_line(step, refusal)])
            continue
        if after.system != session.system:
            save(after.system)
        changed, session = after.system != session.system, after
        if changed and session.outlook.conflicts:
            front.tell([*wording.conflict_lines(session), *wording.stays_lines(step, session)])
        match event:
            case Help():
                front.tell([*wording.help_lines(step), *wording.implication_lines(session)])
            case Review():
                session = front.review(session, change)
            case _ if not session.over:
                front.present(
                    session, "" if isinstance(event, (Back, Jump, Undo)) else wording.received_line(step, session)
                )
            case _:
                pass
    front.tell([wording.closing_line(session)])
    return DONE


def _refuse_contradiction(step: Step, after: Session) -> None:
    """Refuse an answer that can't be beside those given before.

    Raises:
        InvalidAnswer: it exceeds an answer that bounds it, or is exceeded by one.
    """
    asked = {step.id, *(part.id for part in step.parts)}
    questions = {one.id: one.question for one in after.questionnaire.steps if one.section == "requirements"}
    for name, refusal in contradictions(after.system.requirements, questions):
        if not asked.isdisjoint((name, questions[name].at_most)):
            raise InvalidAnswer(refusal.found, f"{name}: {refusal.fault}", refusal.remedy)


def _refuse_dropped(step: Step, event: Event, after: Session) -> None:
    """Refuse a line of which one part makes no sense beside another.

    Raises:
        InvalidAnswer: a part that the line answers would be dropped at once.
    """
    said = step.answers_within(event.answer) if step.parts and isinstance(event, Answered) else {}
    for part in step.parts:
        if said.get(part.name) is not None and part.answer_in(after.system) is None:
            fault = f"{part.name} makes no sense beside the rest of the line."
            raise InvalidAnswer(part.name, fault, f"Allowed: only where {part.question.asked_when}.")


def _edit_of(line: str, step: Step) -> Edited:
    """What one line changes about an earlier answer.

    Raises:
        InvalidAnswer: it does not answer the question.
        ImpossibleEvent: it is a command.
    """
    match event_of(line, step):
        case Answered(answer, origin):
            return Edited(step.id, answer, origin)
        case Unknown():
            return Edited(step.id, None)
        case _:
            raise ImpossibleEvent(f"{line.strip()!r} is no answer; commands are given at the question.")


def event_of(line: str, step: Step) -> Event:
    """What one line means: a command, or an answer to ``step``.

    Raises:
        ImpossibleEvent: it begins with a colon and is no command.
        InvalidAnswer: it does not answer the question.
    """
    text = line.strip()
    command, _, rest = text.partition(" ")
    if command == ":jump":
        return Jump(rest.strip())
    if text in _COMMANDS:
        return _COMMANDS[text]
    if text.startswith(":"):
        close = nearest(command, wording.COMMANDS)
        meant = f" Did you mean {close!r}?" if close else ""
        raise ImpossibleEvent(f"{command!r} is no command.{meant} Commands: {', '.join(wording.COMMANDS)}.")
    if text.lower() in NOT_KNOWN:
        return Unknown()
    typed, origin = parted_from_text(step.question, text) if step.section == "requirements" else (text, "")
    answer = _answer(typed, step)
    return Unknown() if answer is None else Answered(answer, origin)


def _answer(text: str, step: Step) -> Answer | None:
    match step.section:
        case "name":
            return line_of(text, MAX_NAME)
        case "purpose":
            return line_of(text, MAX_PURPOSE)
        case "priorities":
            answer = answer_from_text(step.question, text)
            if isinstance(answer, Range):
                raise InvalidAnswer(repr(text), f"{text!r} is a range.", "Allowed: one number from 0 to 5.")
            return answer
        case "together":
            return statements_from_text(step.composite, text)
        case "requirements":
            return answer_from_text(step.question, text)
