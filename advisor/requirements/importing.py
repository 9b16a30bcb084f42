"""Answers from a file that another tool or person wrote: CSV, TOML, JSON or YAML.

Besides the layout of a system file a flat list is read: ids of questions, decisions (taken already) and
``priorities.<quality>`` beside their answers, in no order. A CSV row is ``id, answer``, the answer written as at the
prompt of an interview; further columns are for people. Every mistake is told with its place, as in a system file.
"""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import PurePath
from typing import Any

from advisor.documents import Document, Keys, read_document
from advisor.errors import InvalidInput, Location, Problem
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.knowledge.schema import Answers
from advisor.requirements.answers import range_ends
from advisor.requirements.measured import MEASURED, parted_from_text
from advisor.requirements.reading import MAX_NAME, Names, read_system_document
from advisor.requirements.system import System

_FIXED_PREFIX = "fixed."
_DELIMITERS = ",;\t"
_HEADERS = frozenset({"id", "question", "key", "name"})
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_answers(text: str, path: str, names: Names) -> System:
    """The system that a file of one of four formats describes, by the end of its name; YAML where that says nothing.

    A file that does not name its system takes its own name.

    Raises:
        InvalidInput: with one problem for each mistake of the file.
    """
    text = text.removeprefix("\ufeff")
    match PurePath(path).suffix.lower():
        case ".csv":
            document = _of_rows(text, path, names)
        case ".toml":
            document = _of_toml(text, path)
        case _:
            document = read_document(text, path)
    return read_system_document(_named(_sorted(document, names)), names)


def _of_toml(text: str, path: str) -> Document:
    try:
        return Document(path, tomllib.loads(text), {})
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        place = (int(found[1]), int(found[2])) if found else (None, None)
        reason = _PLACE.sub("", str(error)).strip()
        raise InvalidInput([Problem(Location(path, *place), f"this is not valid TOML: {reason}.")]) from None


def _of_rows(text: str, path: str, names: Names) -> Document:
    """The rows of a CSV file as one flat mapping."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    value: dict[str, Any] = {}
    places: dict[Keys, tuple[int, int]] = {}
    problems: list[Problem] = []
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or (not value and cells[0].lower() in _HEADERS and cells[1:2] in (["answer"], ["value"])):
            continue
        place = Location(path, rows.line_num, 1)
        if len(cells) < 2 or not cells[0]:
            problems.append(Problem(place, f"{row[0]!r} has no answer beside it.", "A row is 'id, answer'."))
        elif cells[0] in value:
            problems.append(Problem(place, f"{cells[0]!r} appears twice.", "Keep one of the rows."))
        else:
            value[cells[0]] = _cell(cells[0], cells[1], names)
            places[cells[0],] = (rows.line_num, 1)
    if problems:
        raise InvalidInput(problems)
    return Document(path, value, places)


def _cell(name: str, text: str, names: Names) -> Any:
    """What a cell says, as YAML would have it; ``None`` for an empty one."""
    if not text:
        return None
    if name.startswith(PRIORITY_PREFIX):
        return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else text
    question = names.questions.get(name)
    if question is None or text.lower() == "unknown":
        return int(text) if name == "version" and text.isdecimal() else text
    if question.answers is Answers.NUMBER:
        typed, origin = parted_from_text(question, text)
        answer = range_ends(typed) or typed
        if not origin:
            return answer
        return {**(answer if isinstance(answer, dict) else {"value": answer}), MEASURED: origin}
    if question.answers is Answers.CHOICES:
        return [part.strip() for part in re.split("[,;]", text) if part.strip()]
    return text


def _sorted(document: Document, names: Names) -> Document:
    """A flat list with its entries put into the sections of a system file; places go with them."""
    if not isinstance(document.value, dict):
        return document
    value = {key: entry for key, entry in document.value.items() if _section_of(key, names) is None}
    places = dict(document.places)
    for key, entry in document.value.items():
        if (found := _section_of(key, names)) is None:
            continue
        section, name = found
        entries = value.get(section) or {}
        if not isinstance(entries, dict) or name in entries:
            raise InvalidInput(
                [Problem(document.location(key), f"{key!r} appears twice.", f"It stands under '{section}' already.")]
            )
        value[section] = {**entries, name: entry}
        places |= {(section, name, *keys[1:]): place for keys, place in places.items() if keys[:1] == (key,)}
    return Document(document.path, value, places)


def _section_of(key: str, names: Names) -> tuple[str, str] | None:
    """The section that an entry of a flat list belongs to, and its name there; ``None`` where it stands rightly."""
    if key.startswith(PRIORITY_PREFIX):
        return "priorities", key.removeprefix(PRIORITY_PREFIX)
    if key.startswith(_FIXED_PREFIX):
        return "fixed", key.removeprefix(_FIXED_PREFIX)
    if key in names.questions:
        return "requirements", key
    return ("fixed", key) if key in names.decisions else None


def _named(document: Document) -> Document:
    if not isinstance(document.value, dict) or document.value.get("name") is not None:
        return document
    named = {**document.value, "name": PurePath(document.path).stem[:MAX_NAME]}
    return Document(document.path, named, document.places)
