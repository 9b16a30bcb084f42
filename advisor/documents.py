"""The one strict reader of YAML and JSON. It knows where every value stands and refuses what invites mistakes.

Scalars follow the core schema of YAML 1.2 (``no`` and ``on`` are text). Anchors, aliases, tags, several
documents in a file, duplicate keys, keys that are not text, and numbers with leading zeros are refused; so are
files over ``MAX_BYTES`` and nesting over ``MAX_DEPTH``. The file is read as a stream of events, so a hostile
one costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from advisor.errors import InvalidInput, Location, Problem, UserError

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

MAX_BYTES = 2_000_000
MAX_DEPTH = 32

Keys = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?$")
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Document:
    """What a file says and where.

    Attributes:
        path: the file's name as shown in messages.
        value: plain dicts, lists, text, numbers, booleans and ``None``.
        places: line and column, from 1, of every value by its keys.
    """

    path: str
    value: Any
    places: Mapping[Keys, tuple[int, int]]

    def location(self, *keys: str | int) -> Location:
        """Where the value at ``keys`` stands; of its nearest parent when it is not there."""
        for length in range(len(keys), -1, -1):
            place = self.places.get(keys[:length])
            if place is not None:
                return Location(self.path, *place)
        return Location(self.path)

    def validated(self, kind: type[M]) -> M:
        """The value as a record of ``kind``.

        Raises:
            InvalidInput: with every problem of it and its place.
        """
        from pydantic import ValidationError

        try:
            return kind.model_validate(self.value)
        except ValidationError as error:
            raise InvalidInput(
                Problem(self.location(*item["loc"]), f"{'.'.join(map(str, item['loc']))}: {item['msg']}.")
                for item in error.errors(include_url=False)
            ) from None


def read_file(path: Path) -> Document:
    """Read one YAML (or JSON) file.

    Raises:
        UserError: the file is missing or can't be read.
        InvalidInput: as ``read_document``.
    """
    try:
        return read_document(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: the file can't be read: {error}.") from None


def read_document(text: str, path: str) -> Document:
    """Read one YAML (or JSON) document.

    Raises:
        InvalidInput: the text is not one well-formed document of the kind described above.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise _refusal(path, None, "the text is not valid UTF-8.") from None
    if size > MAX_BYTES:
        raise _refusal(path, None, f"the file is larger than {MAX_BYTES:,} bytes.")
    builder = _Builder(path)
    try:
        for event in yaml.parse(_without_surrogates(text), Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _refusal(path, _of_mark(error.problem_mark), f"this is not valid YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise _refusal(path, None, f"this is not valid YAML: {' '.join(str(error).split())}") from None
    if builder.problems:
        raise InvalidInput(builder.problems)
    return Document(path, builder.root, builder.places)


def _without_surrogates(text: str) -> str:
    """JSON writes characters beyond the first plane as two escapes, which YAML does not know; write them as one."""
    if "\\u" not in text or text.lstrip()[:1] not in ("{", "[", '"'):
        return text

    def joined(match: re.Match[str]) -> str:
        high, low = int(match[2], 16), int(match[3], 16)
        return f"{match[1]}\\U{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00:08x}"

    return _SURROGATES.sub(joined, text)


def _refusal(path: str, place: tuple[int, int] | None, message: str) -> InvalidInput:
    return InvalidInput([Problem(Location(path, *(place or (None, None))), message)])


class _Builder:
    """Turns the stream of parser events into plain values with a stack of open containers."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Any = None
        self.places: dict[Keys, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | int] = []
        self._awaiting_key: list[bool] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._refuse_extras(event)
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._refuse_extras(event)
                self._begin(event, {})
            case yaml.SequenceStartEvent():
                self._refuse_extras(event)
                self._begin(event, [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._awaiting_key.pop()
                self._keys.pop()
                self._step()
            case yaml.AliasEvent():
                raise _refusal(self.path, _place_of(event), "aliases (*name) are not accepted; write the value out.")
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise _refusal(self.path, _place_of(event), "only one document per file is accepted.")

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            raise _refusal(self.path, _place_of(event), "anchors (&name) are not accepted; write the value out.")
        if (tag := getattr(event, "tag", None)) is not None:
            raise _refusal(self.path, _place_of(event), f"tags ({tag}) are not accepted.")

    def _begin(self, event: yaml.NodeEvent, container: dict[str, Any] | list[Any]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise _refusal(self.path, _place_of(event), f"values are nested more than {MAX_DEPTH} deep.")
        if self._awaiting_key and self._awaiting_key[-1]:
            raise _refusal(self.path, _place_of(event), "a key must be plain text.")
        self._place(event, container)
        self._open.append(container)
        self._awaiting_key.append(isinstance(container, dict))
        self._keys.append(0)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._awaiting_key and self._awaiting_key[-1]:
            self._key(event)
            return
        self._place(event, self._convert(event))
        self._step()

    def _key(self, event: yaml.ScalarEvent) -> None:
        key = event.value
        container = self._open[-1]
        if key in container:
            self._complain(event, f"the key {key!r} appears twice.", "Keep one of them.")
        self._keys[-1] = key
        self._awaiting_key[-1] = False

    def _place(self, event: yaml.NodeEvent, value: Any) -> None:
        keys = tuple(self._keys)
        self.places.setdefault(keys, _place_of(event))
        if not self._open:
            self.root = value
        elif isinstance(parent := self._open[-1], dict):
            parent.setdefault(str(self._keys[-1]), value)
        else:
            parent.append(value)

    def _step(self) -> None:
        """Move on to the next key of the innermost open container."""
        if not self._open:
            return
        if isinstance(self._open[-1], dict):
            self._awaiting_key[-1] = True
        else:
            self._keys[-1] = int(self._keys[-1]) + 1

    def _convert(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.match(text):
            return int(text) if len(text) < 400 else float(text)
        if _FLOAT.match(text):
            return float(text)
        if _LEADING_ZERO.match(text):
            self._complain(event, f"the number {text} starts with a zero.", "Leave the zero out, or put it in quotes.")
        return text

    def _complain(self, event: yaml.NodeEvent, message: str, remedy: str) -> None:
        self.problems.append(Problem(Location(self.path, *_place_of(event)), message, remedy))


def _place_of(event: yaml.Event) -> tuple[int, int]:
    """Line and column of an event, from 1."""
    return _of_mark(event.start_mark)


def _of_mark(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
