"""One decision record as it lies in a folder: Markdown with MADR 4 front matter, ours or somebody else's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from advisor.documents import Document, read_document
from advisor.errors import InvalidInput, Problem
from advisor.records.triggers import InvalidTrigger, Trigger, read_trigger

STATUSES = ("proposed", "accepted", "rejected", "deprecated", "superseded")
LIVE = ("proposed", "accepted")

FILE_NAME = re.compile(r"(?P<number>\d{4,})-(?P<slug>[^/]+)\.md")
_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<matter>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_STATUS_LINE = re.compile(r"^status[ \t]*:.*?(?=\r?$)", re.MULTILINE)
_STATUS_ITEM = re.compile(r"^\* Status: .*?(?=\r?$)", re.MULTILINE)
_STATUS_SECTION = re.compile(r"^(## Status\r?\n\r?\n)[^#\r\n].*?(?=\r?$)", re.MULTILINE)
_LINK_LINE = re.compile(r"^superseded-by[ \t]*:.*\r?\n", re.MULTILINE)
_HEADING = re.compile(r"^# +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Record:
    """A decision record.

    Attributes:
        file: its name inside the folder of records.
        number: the number that its name begins with.
        text: the whole file.
        status: one of ``STATUSES``; other words stand as they were found, ``""`` where there is none.
        date: as written, ``""`` where there is none.
        decision: the decision of the rule base that it records; ``None`` for a record that is not ours.
        option: the option recorded; ``None`` for a record that is not ours.
        supersedes: the file name of the record before it.
        superseded_by: the file name of the record after it.
        triggers: what would turn the decision.
    """

    file: str
    number: int
    text: str
    title: str = ""
    status: str = ""
    date: str = ""
    decision: str | None = None
    option: str | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    triggers: tuple[Trigger, ...] = ()

    @property
    def live(self) -> bool:
        """Whether it is in force, or proposed to be."""
        return self.status in LIVE


def read_record(file: str, text: str, path: str) -> Record:
    """The record that stands in ``text``. A file without front matter, or without a decision in it, is not ours.

    Args:
        file: its name, ``NNNN-slug.md``.
        path: how the file is called in messages.

    Raises:
        InvalidInput: the front matter of a record can't be read.
        ValueError: the name has no number.
    """
    named = FILE_NAME.fullmatch(file)
    if named is None:
        raise ValueError(f"{file!r} does not begin with a number")
    number = int(named["number"])
    heading = _HEADING.search(text)
    title = heading[1] if heading else ""
    front = _FRONT.match(text)
    if front is None:
        return Record(file, number, text, title)
    document = read_document("\n" + front["matter"], path)
    matter: Any = document.value
    if not isinstance(matter, dict):
        return Record(file, number, text, title)
    decision, option = (_text(matter.get(key)) or None for key in ("decision", "option"))
    status = _text(matter.get("status")).lower().split(" ", 1)[0]
    if decision is not None and status not in STATUSES:
        raise InvalidInput(
            [
                Problem(
                    document.location("status"),
                    f"{matter.get('status')!r} is not a status of a decision record.",
                    f"Allowed: {', '.join(STATUSES)}.",
                )
            ]
        )
    return Record(
        file=file,
        number=number,
        text=text,
        title=title,
        status=status,
        date=_text(matter.get("date")),
        decision=decision if option else None,
        option=option if decision else None,
        supersedes=_text(matter.get("supersedes")) or None,
        superseded_by=_text(matter.get("superseded-by")) or None,
        triggers=tuple(_triggers(document, matter.get("revisit-when"))) if decision else (),
    )


def with_status(record: Record, status: str, after: Record | None = None) -> str:
    """The text of ``record`` with another status, and a link to the record that takes its place; the rest untouched.

    The status stands in the front matter, as MADR has it, and for other tools in a list under the title and in a
    section, where the record has them.
    """
    front = _FRONT.match(record.text)
    if front is None:
        raise ValueError(f"{record.file} has no front matter")
    start, end = front.span("matter")
    newline = "\r\n" if "\r\n" in front[0] else "\n"
    matter = _LINK_LINE.sub("", front["matter"])
    line = f"status: {status}"
    if after is not None:
        line = f"status: {status} by ADR-{after.number:04d}{newline}superseded-by: {after.file}"
    matter, replaced = _STATUS_LINE.subn(lambda _: line, matter, count=1)
    if not replaced:
        matter = line + newline + matter
    return record.text[:start] + matter + _body(record.text[end:], status, after)


def in_step(record: Record) -> str:
    """The text of ``record`` with the status that people wrote into its front matter in the other places too."""
    front = _FRONT.match(record.text)
    if front is None or record.superseded_by is not None:
        return record.text
    return record.text[: front.end()] + _body(record.text[front.end() :], record.status)


def _body(body: str, status: str, after: Record | None = None) -> str:
    said = status if after is None else f"{status} by {after.file.removesuffix('.md')}"
    shown = status if after is None else f"{status} by [ADR-{after.number:04d}]({after.file})"
    body = _STATUS_ITEM.sub(lambda _: f"* Status: {said}", body, count=1)
    return _STATUS_SECTION.sub(lambda found: found[1] + shown[:1].upper() + shown[1:], body, count=1)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _triggers(document: Document, values: Any) -> list[Trigger]:
    found = []
    for place, value in enumerate(values if isinstance(values, list) else []):
        try:
            found.append(read_trigger(value))
        except InvalidTrigger as error:
            raise InvalidInput(
                [
                    Problem(
                        document.location("revisit-when", place),
                        f"{error}.",
                        'Write {measure: ID, above: NUMBER, unit: "s"}.',
                    )
                ]
            ) from None
    return found
