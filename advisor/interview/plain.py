"""The interview line by line, for pipes, scripts, screen readers and simple terminals.

Every answer and every mistake gets one line back: the next question or what is accepted. Only ``:help`` and ``:review``
give several. No colour, no cursor movement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from advisor.interview.conversation import Change, converse
from advisor.interview.session import Session
from advisor.interview.steps import Step
from advisor.interview.wording import question_line, review_lines, stop_line
from advisor.requirements.system import System


def interview_plainly(session: Session, source: TextIO, target: TextIO, save: Callable[[System], None]) -> int:
    """Hold the interview over two text streams and return the exit status.

    ``save`` gets the system after every answer. When ``source`` ends before the interview the status is not 0.
    """
    return converse(session, _Lines(source, target), save)


def wants_plain(source: TextIO, target: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether these streams can't show more than lines: not terminals, or a terminal that calls itself dumb."""
    return not (source.isatty() and target.isatty()) or environment.get("TERM", "dumb") == "dumb"


class _Lines:
    """Two streams as a front end."""

    def __init__(self, source: TextIO, target: TextIO) -> None:
        self._source, self._target = source, target

    def present(self, session: Session, note: str) -> None:
        parts = [note, stop_line(session), question_line(session)]
        self.tell([" | ".join(part for part in parts if part)])

    def tell(self, lines: Sequence[str]) -> None:
        self._target.write("".join(f"{line}\n" for line in lines))
        self._target.flush()

    def review(self, session: Session, _change: Change, /) -> Session:
        self.tell(review_lines(session))
        return session

    def read(self, _step: Step, _system: System, /) -> str:
        line = self._source.readline()
        if not line:
            raise EOFError
        return line
