"""The review on a terminal: all answers on one screen, each to be changed on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.interview.conversation import Change
from advisor.interview.session import Session
from advisor.interview.steps import Step
from advisor.interview.wording import brief, typed_answer

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

_TITLE = "ALL ANSWERS · Up and Down choose a line · Enter changes it · Esc or q goes back to the question"
_EDITING = "Enter takes the answer · Esc leaves it as it was · unknown"
_PAGE = 10


def review_on_terminal(session: Session, change: Change) -> Session:
    """Show all answers until the reader goes back, and return the session with the changes made meanwhile."""
    review = _Review(session, change)
    review.run()
    return review.session


class _Review:
    """The answers as lines, one of them chosen, and a line below to change it in."""

    def __init__(self, session: Session, change: Change) -> None:
        from prompt_toolkit.widgets import TextArea

        self.session, self._change = session, change
        self._at, self._note, self._editing = 0, "", False
        self._entry = TextArea(multiline=False, height=1, prompt=lambda: f"{self._step.id}> ")

    def run(self) -> None:
        """Hold the screen until the reader goes back."""
        from prompt_toolkit.application import Application
        from prompt_toolkit.data_structures import Point
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.layout import ConditionalContainer, FormattedTextControl, HSplit, Layout, Window

        listed = FormattedTextControl(
            self._lines, focusable=True, show_cursor=False, get_cursor_position=lambda: Point(0, self._at)
        )
        self._list = Window(listed)
        told = Window(FormattedTextControl(self._told), dont_extend_height=True, wrap_lines=True)
        entry = ConditionalContainer(self._entry, Condition(lambda: self._editing))
        title = Window(FormattedTextControl(_TITLE), dont_extend_height=True, wrap_lines=True)
        body = HSplit([title, Window(height=1), self._list, Window(height=1), told, entry])
        self._app: Application[None] = Application(
            Layout(body, focused_element=self._list), key_bindings=self._keys(), full_screen=True
        )
        self._app.ttimeoutlen = 0.1
        self._app.run()

    @property
    def _steps(self) -> list[Step]:
        """The single steps that are settled, in the order of the questionnaire."""
        steps = self.session.questionnaire.steps
        return [step for step in steps if not step.parts and step.settled_in(self.session.system)]

    @property
    def _step(self) -> Step:
        return self._steps[self._at]

    def _lines(self) -> StyleAndTextTuples:
        system = self.session.system
        return [
            ("reverse" if here else "", f"{'>' if here else ' '} {step.id}: {step.shown_in(system) or 'unknown'}\n")
            for here, step in ((place == self._at, step) for place, step in enumerate(self._steps))
        ]

    def _told(self) -> str:
        question = self._step.question
        asked = f"{question.ask} ({brief(self._step)})"
        return "\n".join(line for line in (self._note, asked, _EDITING if self._editing else "") if line)

    # --- keys ---

    def _keys(self) -> KeyBindings:
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.key_binding import KeyBindings

        keys, editing = KeyBindings(), Condition(lambda: self._editing)

        def move(*names: str, by: Callable[[], int]) -> None:
            def pressed(_event: KeyPressEvent) -> None:
                self._at, self._note = min(max(self._at + by(), 0), len(self._steps) - 1), ""

            for name in names:
                keys.add(name, filter=~editing)(pressed)

        move("up", "k", by=lambda: -1)
        move("down", "j", by=lambda: 1)
        move("pageup", by=lambda: -_PAGE)
        move("pagedown", by=lambda: _PAGE)
        move("home", by=lambda: -self._at)
        move("end", by=lambda: len(self._steps))

        @keys.add("enter", filter=~editing)
        def _edit(event: KeyPressEvent) -> None:
            self._editing, self._note = True, ""
            self._entry.text = typed_answer(self._step, self.session.system)
            self._entry.buffer.cursor_position = len(self._entry.text)
            event.app.layout.focus(self._entry)

        @keys.add("enter", filter=editing)
        def _take(_event: KeyPressEvent) -> None:
            self._take()

        @keys.add("escape", filter=editing)
        def _leave(_event: KeyPressEvent) -> None:
            self._back_to_the_list()

        @keys.add("escape", filter=~editing)
        @keys.add("q", filter=~editing)
        @keys.add("c-b", filter=~editing)
        @keys.add("c-c")
        @keys.add("c-d")
        def _close(event: KeyPressEvent) -> None:
            event.app.exit()

        return keys

    def _take(self) -> None:
        """Take what was typed; a line that answers nothing is told and stays to be mended."""
        step, line, before = self._step, self._entry.text.strip(), self.session
        if line in ("", typed_answer(step, before.system)):
            self._back_to_the_list()
            return
        self.session, self._note = self._change(before, step, line)
        if self.session is not before:
            here = [one.id for one in self._steps]
            self._at = here.index(step.id) if step.id in here else min(self._at, len(here) - 1)
            self._back_to_the_list()

    def _back_to_the_list(self) -> None:
        self._editing = False
        self._app.layout.focus(self._list)
