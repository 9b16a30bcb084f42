"""The interview as a pure state machine: a session and an event give the next session. Nothing here reads or prints.

A session moves on to the next step that makes sense and is not settled, that is, neither answered nor said to be
unknown. So a file that was begun is resumed where it has gaps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from advisor.answers import Answer
from advisor.errors import UserError, nearest
from advisor.interview.outlook import Guide, Outlook
from advisor.interview.steps import Questionnaire, Step
from advisor.requirements.system import System


class ImpossibleEvent(UserError):
    """Something that can't be done at this point of the interview."""


# --- events ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """An answer to the present question, with its origin where it was measured."""

    answer: Answer
    origin: str = ""


@dataclass(frozen=True)
class Edited:
    """Another answer to the step called ``id``, ``None`` for not known; the present question stays."""

    id: str
    answer: Answer | None
    origin: str = ""


@dataclass(frozen=True)
class Unknown:
    """The answer is not known: remembered, and not asked again."""


@dataclass(frozen=True)
class Skip:
    """Leave the question as it is, to be asked again when the file is resumed."""


@dataclass(frozen=True)
class Back:
    """Return to the question before."""


@dataclass(frozen=True)
class Undo:
    """Take the last change of an answer back, and return to its question."""


@dataclass(frozen=True)
class Jump:
    """Go to the step called ``id``."""

    id: str


@dataclass(frozen=True)
class Help:
    """Show what the question means."""


@dataclass(frozen=True)
class Review:
    """Show all answers so far."""


@dataclass(frozen=True)
class Quit:
    """Leave the interview; what was answered is kept."""


Event = Answered | Edited | Unknown | Skip | Back | Undo | Jump | Help | Review | Quit


# --- the machine -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Session:
    """One moment of an interview.

    Attributes:
        system: the answers so far.
        cursor: position of the present step; the number of steps when all have been asked.
        history: positions visited before, the latest last.
        showing: what was asked to be shown beside the question.
        left: whether the interview was left before its end.
        guide: decides what is asked next; without one, questions come in the order of the questionnaire.
        put_off: steps left for later, which are not put again in this session.
        past: the answers before each change, with the position of the step that changed them and those visited before.
        most: how many answers the session is to take, "not known" among them; ``None`` for as many as matter.
    """

    questionnaire: Questionnaire
    system: System
    cursor: int = 0
    history: tuple[int, ...] = ()
    showing: Literal["nothing", "help", "review"] = "nothing"
    left: bool = False
    guide: Guide | None = None
    put_off: frozenset[str] = frozenset()
    past: tuple[tuple[System, int, tuple[int, ...]], ...] = ()
    most: int | None = None

    @classmethod
    def begin(
        cls, questionnaire: Questionnaire, system: System, guide: Guide | None = None, most: int | None = None
    ) -> Session:
        """A session at the first step that ``system`` leaves open; at the first of all when none is open."""
        session = cls(questionnaire, system, cursor=-1, guide=guide, most=most)
        first_open = session._next_open(system, frozenset())
        return replace(session, cursor=first_open if first_open < len(questionnaire.steps) else 0)

    @property
    def step(self) -> Step | None:
        """What is asked now; ``None`` at the end."""
        steps = self.questionnaire.steps
        return self.questionnaire.narrowed(steps[self.cursor], self.system) if self.cursor < len(steps) else None

    @property
    def over(self) -> bool:
        return self.left or self.step is None

    @property
    def outlook(self) -> Outlook:
        """What the answers amount to; empty without a guide or before the system has a name."""
        return self.guide(self.system) if self.guide and self.system.name else Outlook()

    @property
    def answered(self) -> int:
        """How many of the questions that make sense have an answer, the name and the purpose aside."""
        return sum(1 for step in self.asked[2:] if step.answer_in(self.system) is not None)

    @property
    def asked(self) -> tuple[Step, ...]:
        """The questions that make sense under the answers so far."""
        return self.questionnaire.asked(self.system)

    @property
    def open(self) -> tuple[Step, ...]:
        """The questions that make sense and are not settled."""
        return self.questionnaire.open(self.system)

    def take(self, event: Event) -> Session:
        """The session after ``event``.

        Raises:
            ImpossibleEvent: there is nothing to go back to, no step of that name, or the system has no name yet.
        """
        match event:
            case Answered(answer, origin):
                after = self._move_on(self.questionnaire.record(self.system, self._present(), answer, origin))
            case Edited(name, answer, origin):
                after = self._edit(name, answer, origin)
            case Unknown():
                after = self._move_on(self.questionnaire.record(self.system, self._present(), None))
            case Skip():
                after = self._move_on(self.system)
            case Back():
                after = self._go_back()
            case Undo():
                after = self._undo()
            case Jump(name):
                after = self._jump(name)
            case Help():
                return replace(self, showing="help")
            case Review():
                return replace(self, showing="review")
            case Quit():
                after = replace(self, left=True)
        return replace(after, showing="nothing")

    def _move_on(self, system: System) -> Session:
        if not system.name:
            raise ImpossibleEvent("The system needs a name first.")
        past, put_off = self.past, self.put_off
        step = self._present()
        if system == self.system:
            put_off |= {step.id}
        else:
            past = (*past, (self.system, self.cursor, self.history))
        moved = replace(self, system=system, put_off=put_off, past=past)
        if not self.outlook.conflicts and moved.outlook.conflicts:
            return moved  # the question stays, to be answered otherwise
        steps = self.questionnaire.steps
        told = sum(1 for _, at, _ in past if steps[at].section not in ("name", "purpose"))
        after = len(steps) if self.most is not None and told >= self.most else self._next_open(system, put_off)
        return replace(moved, cursor=after, history=(*self.history, self.cursor))

    def _edit(self, name: str, answer: Answer | None, origin: str) -> Session:
        """The present question stays unless it makes no sense any more, or has just been answered by the edit."""
        at = self._place(name)
        system = self.questionnaire.record(self.system, self.questionnaire.steps[at], answer, origin)
        if not system.name:
            raise ImpossibleEvent("The system needs a name first.")
        if system == self.system:
            return self
        after = replace(self, system=system, past=(*self.past, (self.system, at, (*self.history, self.cursor))))
        here = after.step
        if here is None or (
            after.cursor != at
            and self.questionnaire.makes_sense(here, system)
            and here.settled_in(system) <= here.settled_in(self.system)
        ):
            return after
        return replace(after, cursor=self._next_open(system, self.put_off))

    def _next_open(self, system: System, put_off: frozenset[str]) -> int:
        """Position of the step to ask next, the number of steps when there is none.

        While the answers leave no architecture no answer is worth anything, and questions come in their order.
        """
        steps = self.questionnaire.steps
        first = self.questionnaire.next_open(self.cursor, system)
        if (
            self.guide is None
            or not system.name
            or (first < len(steps) and steps[first].section in ("name", "purpose"))
        ):
            return first
        waiting = [
            step
            for step in self.questionnaire.open(system)
            if step.section not in ("name", "purpose") and step.id not in put_off
        ]
        group = steps[self.cursor].group if 0 <= self.cursor < len(steps) else ""
        outlook = self.guide(system)
        step = next(iter(waiting), None) if outlook.conflicts else outlook.next_of(waiting, group)
        return len(steps) if step is None else self._place(step.id)

    def _undo(self) -> Session:
        if not self.past:
            raise ImpossibleEvent("Nothing was changed in this session.")
        system, cursor, history = self.past[-1]
        return replace(self, system=system, cursor=cursor, past=self.past[:-1], history=history)

    def _go_back(self) -> Session:
        if not self.history:
            raise ImpossibleEvent("This is where the interview began; there is nothing before it.")
        return replace(self, cursor=self.history[-1], history=self.history[:-1])

    def _jump(self, name: str) -> Session:
        if not self.system.name:
            raise ImpossibleEvent("The system needs a name first.")
        return replace(self, cursor=self._place(name), history=(*self.history, self.cursor))

    def _place(self, name: str) -> int:
        ids = [step.id for step in self.questionnaire.steps]
        if name not in ids:
            close = nearest(name, ids)
            raise ImpossibleEvent(f"There is no question {name!r}." + (f" Did you mean {close!r}?" if close else ""))
        return ids.index(name)

    def _present(self) -> Step:
        if self.step is None:
            raise ImpossibleEvent("All questions have been asked.")
        return self.step
