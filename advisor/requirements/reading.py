"""From the text of a system file to a :class:`System`, with every mistake of the file told at once.

The format is that of the questionnaire: ``version``, ``name``, ``purpose``, ``requirements``, ``priorities``,
``fixed``. What is absent, null or ``unknown`` is unknown. JSON is read as well as YAML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from advisor.answers import Answer
from advisor.documents import Document, read_document
from advisor.errors import InvalidInput, Problem, choices_hint, nearest
from advisor.knowledge.base import GREATEST_PRIORITY
from advisor.knowledge.schema import Decision, Quality, Question
from advisor.requirements.answers import UNKNOWN, InvalidAnswer, answer_of, contradictions, line_of
from advisor.requirements.measured import parted
from advisor.requirements.system import Measurement, System

VERSION = 1
MAX_NAME = 100
MAX_PURPOSE = 2000

_KEYS = ("version", "name", "purpose", "requirements", "priorities", "fixed")
_LONGEST_LIST = 12

T = TypeVar("T")


class Names(Protocol):
    """What a system file may speak of. A ``KnowledgeBase`` is one."""

    @property
    def questions(self) -> Mapping[str, Question]: ...

    @property
    def decisions(self) -> Mapping[str, Decision]: ...

    @property
    def qualities(self) -> Mapping[str, Quality]: ...


def read_system(text: str, path: str, names: Names) -> System:
    """The system that a file describes.

    Args:
        text: YAML or JSON.
        path: the file's name as messages show it.
        names: the questions, decisions and qualities that there are.

    Raises:
        InvalidInput: with one problem for each mistake of the file.
    """
    return read_system_document(read_document(text, path), names)


def read_system_document(document: Document, names: Names) -> System:
    """The system that a system file, read already, describes.

    Raises:
        InvalidInput: with one problem for each mistake of the file.
    """
    reader = _Reader(document, names)
    system = reader.system()
    if reader.problems:
        raise InvalidInput(reader.problems)
    return system


def read_case_system(document: Document, names: Names) -> System:
    """The system that a decided case describes; its name is the case's ``id``.

    In a case ``name``, ``purpose`` and ``priorities`` may stand among the requirements.

    Raises:
        InvalidInput: with one problem for each mistake among the requirements.
    """
    reader = _Reader(document, names)
    system = reader.case()
    if reader.problems:
        raise InvalidInput(reader.problems)
    return system


class _Reader:
    """Reads one document, collecting problems."""

    def __init__(self, document: Document, names: Names) -> None:
        self.document = document
        self.names = names
        self.problems: list[Problem] = []
        self.measured: dict[str, Measurement] = {}

    def system(self) -> System:
        content = self.document.value
        if not isinstance(content, dict):
            self._add("a system file is a mapping with the keys name, requirements, priorities, fixed.", (), "")
            return System("")
        for key in content:
            if key not in _KEYS:
                self._add(f"unknown key {key!r}.", (key,), self._where_it_belongs(key) or choices_hint(key, _KEYS))
        self._check_version(content)
        if content.get("name") is None:
            self._add("the system has no name.", (), "Add a line such as 'name: checkout-fraud'.")
        return System(
            name=self._line(content, ("name",), MAX_NAME),
            purpose=self._line(content, ("purpose",), MAX_PURPOSE),
            requirements=self._requirements(("requirements",)),
            priorities=self._priorities(("priorities",)),
            fixed=self._fixed(("fixed",)),
            unknown=self._unknown(("requirements",)),
            measured=self.measured,
        )

    def case(self) -> System:
        content = self.document.value
        if not isinstance(content, dict):
            self._add("a case is a mapping with the keys id, requirements, decisions.", (), "")
            return System("")
        return System(
            name=self._line(content, ("id",), MAX_NAME),
            purpose=self._line(self._section(("requirements",)), ("requirements", "purpose"), MAX_PURPOSE),
            requirements=self._requirements(("requirements",), also=("name", "purpose", "priorities")),
            priorities=self._priorities(("requirements", "priorities")),
            measured=self.measured,
        )

    def _check_version(self, content: Mapping[str, Any]) -> None:
        version = content.get("version", VERSION)
        if isinstance(version, bool) or version != VERSION:
            self._add(f"version {version!r} is not known.", ("version",), f"This advisor reads version {VERSION}.")

    def _line(self, content: Mapping[str, Any], keys: tuple[str, ...], longest: int) -> str:
        """A text of at most ``longest`` printable characters; empty where there is none."""
        key, value = keys[-1], content.get(keys[-1])
        if value is None:
            return ""
        try:
            return line_of(value, longest)
        except InvalidAnswer as error:
            self._add(f"{key}: {error.fault}", keys, error.remedy)
            return ""

    def _requirements(self, keys: tuple[str, ...], also: Iterable[str] = ()) -> dict[str, Answer]:
        questions = self.names.questions

        def read(name: str, value: Any) -> Answer | None:
            alone, origin = parted(questions[name], value)
            answer = answer_of(questions[name], alone)
            if origin and answer is None:
                raise InvalidAnswer(
                    UNKNOWN, "what is unknown was not measured.", "Leave 'measured' out, or give a number."
                )
            if origin and answer is not None:
                self.measured[name] = Measurement(answer, origin)
            return answer

        requirements: dict[str, Answer] = self._entries(keys, questions, "requirement", read, skipped=tuple(also))
        for name, error in contradictions(requirements, questions):
            self._add(f"{name}: {error.fault}", (*keys, name), error.remedy)
        return requirements

    def _unknown(self, keys: tuple[str, ...]) -> frozenset[str]:
        """The requirements that are said to be unknown, unlike those that are merely absent."""
        section = self._section(keys)
        return frozenset(name for name in self.names.questions if section.get(name) == UNKNOWN)

    def _priorities(self, keys: tuple[str, ...]) -> dict[str, float]:
        return self._entries(keys, self.names.qualities, "priority", lambda _, value: _priority(value))

    def _fixed(self, keys: tuple[str, ...]) -> dict[str, str]:
        decisions = self.names.decisions

        def read(name: str, value: Any) -> str | None:
            options = decisions[name].options
            if value is None or value == UNKNOWN:
                return None
            if not isinstance(value, str) or value not in options:
                raise InvalidAnswer(repr(value), f"{value!r} is not an option.", choices_hint(str(value), options))
            return value

        return self._entries(keys, decisions, "decision", read)

    def _entries(
        self,
        keys: tuple[str, ...],
        known: Mapping[str, Any],
        kind: str,
        read: Callable[[str, Any], T | None],
        skipped: tuple[str, ...] = (),
    ) -> dict[str, T]:
        """The entries of a section that are known, in the order of ``known``."""
        entries: dict[str, T] = {}
        for name, value in self._section(keys).items():
            place = (*keys, name)
            if name in skipped:
                continue
            if name not in known:
                self._add(f"unknown {kind} {name!r}.", place, self._where_it_belongs(name) or _allowed(name, known))
                continue
            try:
                entry = read(name, value)
            except InvalidAnswer as error:
                self._add(f"{name}: {error.fault}", place, error.remedy)
                continue
            if entry is not None:
                entries[name] = entry
        return {name: entries[name] for name in known if name in entries}

    def _section(self, keys: tuple[str, ...]) -> dict[str, Any]:
        section = self.document.value
        for key in keys:
            section = section.get(key) if isinstance(section, dict) else None
        if section is None:
            return {}
        if not isinstance(section, dict):
            self._add(f"{keys[-1]}: {section!r} is not a mapping.", keys, "Write one 'id: value' a line below it.")
            return {}
        return section

    def _where_it_belongs(self, name: str) -> str:
        """What to do with a name that stands in the wrong section; empty when it is no name at all."""
        if name in _KEYS:
            return f"{name!r} stands at the top level of the file."
        for section, known in (
            ("requirements", self.names.questions),
            ("fixed", self.names.decisions),
            ("priorities", self.names.qualities),
        ):
            if name in known:
                return f"{name!r} stands under '{section}'."
        return ""

    def _add(self, message: str, keys: tuple[str, ...], remedy: str) -> None:
        self.problems.append(Problem(self.document.location(*keys), message, remedy))


def _priority(value: Any) -> float | None:
    if value is None or value == UNKNOWN:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= GREATEST_PRIORITY:
        allowed = f"Allowed: a number from 0 (does not matter) to {GREATEST_PRIORITY} (decisive)."
        raise InvalidAnswer(repr(value), f"{value!r} is not a priority.", allowed)
    return float(value)


def _allowed(name: str, known: Mapping[str, Any]) -> str:
    """What may stand instead of an unknown name; long lists are pointed to."""
    if len(known) <= _LONGEST_LIST:
        return choices_hint(name, known)
    close = nearest(name, known)
    meant = f"Did you mean {close!r}? " if close else ""
    return f"{meant}'advisor knowledge list' shows all {len(known)} that are allowed."
