"""The life of decision records: which are written, which are superseded, which stay as they are.

A record is a statement of its day. It is never rewritten; only its status changes. A decision that comes out as
recorded writes nothing; one that comes out otherwise gets a new record, and the one before it is superseded. What
people accepted stays accepted until they accept what is proposed in its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.recommendation.recommendation import Recommendation
from advisor.records.record import Record, in_step, with_status

GENERATION = 100
"""Numbers between the records of one decision: the first record of decision 6 is 6, the second 106."""


@dataclass(frozen=True)
class Entry:
    """The record that stands for a decision as it is recommended now.

    Attributes:
        new: whether it is yet to be written.
        supersedes: file name of the record in whose place it comes.
    """

    number: int
    file: str
    new: bool = True
    supersedes: str | None = None


@dataclass(frozen=True)
class Plan:
    """What becomes of a folder of records.

    Attributes:
        entries: the record of each decision that applies.
        earlier: every record that is there already, with its status brought up to date.
    """

    entries: Mapping[str, Entry]
    earlier: tuple[Record, ...] = ()


def plan_records(recommendation: Recommendation, places: Mapping[str, int], earlier: Sequence[Record] = ()) -> Plan:
    """Decide for every decision whether its record stands or a new one takes its place.

    Args:
        places: number of each decision in the rule base, from 1.
        earlier: the records of the folder, by number.
    """
    records = {record.file: replace(record, text=in_step(record)) if record.decision else record for record in earlier}
    taken = {record.number for record in earlier}
    entries: dict[str, Entry] = {}
    for decision, advice in recommendation.decisions.items():
        mine = [record for record in records.values() if record.decision == decision]
        if advice.option is None:
            _retire(records, [record for record in mine if record.status == "proposed"])
            continue
        standing = _standing(mine, advice.option)
        if standing is None:
            standing = _new_record(recommendation, decision, mine, places, taken)
            taken.add(standing.number)
            entries[decision] = Entry(standing.number, standing.file, True, standing.supersedes)
        else:
            entries[decision] = Entry(standing.number, standing.file, False, standing.supersedes)
        _settle(records, mine, standing)
    return Plan(entries, tuple(sorted(records.values(), key=lambda record: (record.number, record.file))))


def file_name(number: int, decision: str, mark: str = "") -> str:
    """``0004-feature-computation.md``; later records of a decision carry a mark that no other branch can take."""
    return f"{number:04d}-{decision.replace('_', '-')}{'-' + mark if mark else ''}.md"


def _standing(mine: Sequence[Record], option: str) -> Record | None:
    """The record that says already what is recommended: one in force, or the newest one if people rejected it."""
    live = [record for record in mine if record.live and record.option == option]
    accepted = [record for record in live if record.status == "accepted"]
    if accepted or live:
        return (accepted or live)[-1]
    newest = mine[-1] if mine else None
    return newest if newest and newest.status == "rejected" and newest.option == option else None


def _settle(records: dict[str, Record], mine: Iterable[Record], standing: Record) -> None:
    """Take out of force what the standing record replaces."""
    for record in mine:
        if record.file == standing.file or not record.live or standing.status == "rejected":
            continue
        if record.number > standing.number:
            if record.status == "proposed":
                _retire(records, [record])
        elif record.status == "proposed" or standing.status == "accepted":
            records[record.file] = _changed(record, "superseded", standing)


def _retire(records: dict[str, Record], found: Iterable[Record]) -> None:
    for record in found:
        records[record.file] = _changed(record, "deprecated")


def _changed(record: Record, status: str, after: Record | None = None) -> Record:
    text = with_status(record, status, after)
    return replace(record, status=status, text=text, superseded_by=after.file if after else None)


def _new_record(
    recommendation: Recommendation,
    decision: str,
    mine: Sequence[Record],
    places: Mapping[str, int],
    taken: set[int],
) -> Record:
    advice = recommendation.decisions[decision]
    before = next((record for record in reversed(mine) if record.live), None)
    if not mine:
        number = places[decision]
        while number in taken:
            number += GENERATION
        mark = ""
    else:
        number = mine[-1].number + GENERATION
        while number in taken:
            number += GENERATION
        mark = _mark(decision, str(advice.option), mine[-1], recommendation)
    return Record(
        file=file_name(number, decision, mark),
        number=number,
        text="",
        status="accepted" if advice.fixed else "proposed",
        decision=decision,
        option=advice.option,
        supersedes=before.file if before else None,
    )


def _mark(decision: str, option: str, before: Record, recommendation: Recommendation) -> str:
    """Four letters of a digest of what led to the record, so that two branches don't write the same file."""
    system = recommendation.system
    parts = [decision, option, before.file, system.name]
    parts += [f"{name}={value!r}" for name, value in sorted(system.requirements.items())]
    parts += [f"{name}={value!r}" for name, value in sorted({**system.priorities, **system.fixed}.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:4]
