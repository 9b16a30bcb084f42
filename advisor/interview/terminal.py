"""The interview on a terminal: Ctrl-B goes back, F1 or ? explains, Tab completes, Enter keeps what is there."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from advisor.interview.composite import REST
from advisor.interview.conversation import Change, converse
from advisor.interview.session import Session
from advisor.interview.steps import Step
from advisor.interview.wording import (
    COMMANDS,
    example_answer,
    implication_lines,
    listed_lines,
    progress,
    review_lines,
    standing_lines,
    stop_line,
)
from advisor.knowledge.schema import Answers
from advisor.requirements.system import System

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

_KEYS = "Enter: keep, or leave for later · Ctrl-B back · F1 or ? help · unknown · :review · :jump ID · :quit"
_WIDTH = 100
_TWO_COLUMNS, _BESIDE = 100, 50
_PROMPT_LINES = 4


def interview_on_terminal(session: Session, save: Callable[[System], None]) -> int:
    """Hold the interview on the terminal of this process and return the exit status.

    ``save`` gets the system after every answer. Ctrl-C and Ctrl-D leave the interview as an end of input does.
    """
    return converse(session, _Terminal(), save)


class _Terminal:
    """A front end that edits lines with prompt_toolkit."""

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession

        self._prompt: PromptSession[str] = PromptSession(key_bindings=_key_bindings(), bottom_toolbar=_KEYS)
        self._group = ""
        self._explained = False

    def present(self, session: Session, note: str) -> None:
        step = session.step
        if step is None:
            return
        lines = [note] if note else []
        if step.group != self._group:
            self._group = step.group
            lines += ["", step.group.upper()]
        listed = listed_lines(step, session.system)
        question = [*lines, "", f"{progress(session)} {step.question.ask}", *(f"  {line}" for line in listed)]
        question += ["", f"Why: {step.question.why}"]
        stop = stop_line(session)
        if stop:
            question.insert(0, stop)
        if session.outlook.options and not os.environ.get("NO_COLOR"):
            self._lay_out(question, session)
        else:
            self.tell(question)

    def _lay_out(self, question: Sequence[str], session: Session) -> None:
        """The whole screen: the question, and beside it, or below where there is little room, what stands now."""
        from prompt_toolkit.shortcuts import clear

        size = shutil.get_terminal_size()
        clear()
        standing = ["RECOMMENDED NOW, least certain first", *standing_lines(session)]
        if size.columns < _TWO_COLUMNS:
            column = _wrapped(question, size.columns)
            room = size.lines - len(column) - _PROMPT_LINES - 1
            shown = [*column, "", *standing[:room]] if room > 1 else column
        else:
            left = size.columns - _BESIDE - 2
            column = _wrapped(question, left)
            implied = _wrapped(["", *implication_lines(session)], left)
            if len(column) + len(implied) <= size.lines - _PROMPT_LINES:
                column += implied
            beside = standing[: size.lines - _PROMPT_LINES]
            shown = [f"{one:{left}}  {other}" for one, other in zip_longest(column, beside, fillvalue="")]
        sys.stdout.write("\n".join(line[: size.columns].rstrip() for line in shown) + "\n")
        sys.stdout.flush()

    def tell(self, lines: Sequence[str]) -> None:
        from prompt_toolkit import print_formatted_text

        for line in _wrapped(lines, min(_WIDTH, shutil.get_terminal_size().columns)):
            print_formatted_text(line)

    def review(self, session: Session, change: Change, /) -> Session:
        """On the whole screen, where answers can be changed on the spot; as lines where the screen is not cleared."""
        if os.environ.get("NO_COLOR"):
            self.tell(review_lines(session))
            return session
        from advisor.interview.review import review_on_terminal

        after = review_on_terminal(session, change)
        if not after.over:
            self.present(after, "")
        return after

    def read(self, step: Step, system: System, /) -> str:
        line = self._line(step, system)
        if self._explained and not line.strip():  # the Enter after a "?" is not meant to leave the question
            line = self._line(step, system)
        self._explained = line in ("?", ":help")
        return line

    def _line(self, step: Step, system: System) -> str:
        from prompt_toolkit.completion import WordCompleter

        parts = [part.question for part in step.parts]
        named = [*step.question.choices, *(choice for part in parts for choice in part.choices)]
        words = [*named, *(command.split()[0] for command in COMMANDS), "unknown"]
        if step.parts:
            words.append(REST)
        if Answers.BOOLEAN in (step.question.answers, *(part.answers for part in parts)):
            words = ["yes", "no", *words]
        try:
            return self._prompt.prompt(
                f"{step.id}> ",
                completer=WordCompleter(words, WORD=True),
                complete_while_typing=False,
                placeholder=_placeholder(step, system),
            )
        except KeyboardInterrupt:
            raise EOFError from None


def _wrapped(lines: Sequence[str], width: int) -> list[str]:
    """Lines of at most ``width`` characters; what is wrapped is indented."""
    found: list[str] = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        found += textwrap.wrap(line, width, subsequent_indent=indent) or [""]
    return found


def _placeholder(step: Step, system: System) -> str:
    if shown := step.shown_in(system):
        return f"{shown} (Enter keeps it)"
    return f"such as {example_answer(step.question)}"


def _key_bindings() -> KeyBindings:
    """Keys that stand for a command, so that the conversation sees lines only."""
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("c-b")
    def _back(event: KeyPressEvent) -> None:
        event.app.exit(result=":back")

    @keys.add("f1")
    @keys.add("?", filter=Condition(lambda: not get_app().current_buffer.text))
    def _help(event: KeyPressEvent) -> None:
        event.app.exit(result=":help")

    return keys
