"""Whether recorded decisions still follow from the answers, and whether what they waited for has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.answers import Answer
from advisor.recommendation.recommendation import Recommendation
from advisor.records.record import Record
from advisor.records.triggers import Trigger

Kind = Literal["changed", "not_applicable", "unknown", "trigger", "measured", "duplicate_number", "two_in_force"]


@dataclass(frozen=True)
class Finding:
    """One reason to look at a recorded decision again.

    Attributes:
        kind: ``changed``: another option follows; ``not_applicable``: the decision does not apply any more;
            ``unknown``: the rule base does not know the decision; ``trigger``: a measurement is beyond a threshold;
            ``measured``: another option follows once the measurements stand in for the answers;
            ``duplicate_number`` and ``two_in_force``: two records where there should be one.
        record: the record spoken of.
        follows: the option that follows now; ``None`` where none does or it is not the point.
        trigger: the trigger that fired, with the limit that is stated now where it is one.
        measured: the measurement that fired it.
        other: file name of the second record; where another option follows, of the one that proposes it.
    """

    kind: Kind
    record: Record
    follows: str | None = None
    probability: float | None = None
    trigger: Trigger | None = None
    measured: Answer | None = None
    other: str | None = None


@dataclass(frozen=True)
class BrokenLimit:
    """A limit that the team stated and that a measurement breaks, with every record that was decided within it."""

    trigger: Trigger
    measured: Answer | None
    findings: tuple[Finding, ...]


def by_limit(findings: Iterable[Finding]) -> tuple[tuple[BrokenLimit, ...], tuple[Finding, ...]]:
    """The broken limits, in the order in which they are first found, and the findings that are about none."""
    of: dict[Trigger, list[Finding]] = {}
    others = []
    for finding in findings:
        if finding.trigger is not None and finding.trigger.limit is not None:
            of.setdefault(finding.trigger, []).append(finding)
        else:
            others.append(finding)
    broken = (BrokenLimit(trigger, found[0].measured, tuple(found)) for trigger, found in of.items())
    return tuple(broken), tuple(others)


def check_records(
    records: Sequence[Record],
    now: Recommendation,
    measurements: Mapping[str, Answer] | None = None,
    measured: Recommendation | None = None,
) -> tuple[Finding, ...]:
    """What no longer holds in the records, by number.

    Only records in force are held against the answers: of a decision the accepted one, else the newest proposed one.

    Args:
        now: what follows from the answers.
        measurements: current values by requirement and estimate, in the units of the questions and estimates.
        measured: what follows with the measurements in the place of the answers; ``None`` without measurements.
    """
    found = [*_duplicates(records)]
    for record in in_force(records):
        known = now.decisions.get(str(record.decision))
        if known is None or record.option not in known.options:
            found.append(Finding("unknown", record))
            continue
        if known.option is None:
            found.append(Finding("not_applicable", record))
        elif known.option != record.option:
            proposal = _proposal(records, record, known.option)
            found.append(Finding("changed", record, known.option, known.probability, other=proposal))
        fired = list(_fired(record, measurements or {}, now.system.requirements))
        found += fired
        then = measured.decisions[str(record.decision)] if measured and measured.feasible else None
        told = {record.option, known.option, *(finding.follows for finding in fired)}
        if then is not None and then.option not in told:
            found.append(Finding("measured", record, then.option, then.probability))
    return tuple(sorted(found, key=lambda finding: (finding.record.number, finding.record.file)))


def _proposal(records: Iterable[Record], standing: Record, option: str) -> str | None:
    """The record that proposes ``option`` in the place of the standing one, if there is one."""
    files = [
        record.file
        for record in records
        if record.decision == standing.decision and record.status == "proposed" and record.option == option
    ]
    return files[-1] if files else None


def in_force(records: Iterable[Record]) -> list[Record]:
    """The record that counts for each decision, by number."""
    found: dict[str, Record] = {}
    for record in records:
        if record.decision is None or not record.live:
            continue
        other = found.get(record.decision)
        if other is None or record.status == "accepted" or other.status != "accepted":
            found[record.decision] = record
    return sorted(found.values(), key=lambda record: (record.number, record.file))


def watched(records: Iterable[Record]) -> set[str]:
    """The measures that a trigger of a record in force waits for."""
    return {trigger.measure for record in in_force(records) for trigger in record.triggers}


def _fired(record: Record, measurements: Mapping[str, Answer], requirements: Mapping[str, Answer]) -> Iterator[Finding]:
    stated = {**requirements, **measurements}
    for trigger in (trigger.today(stated) for trigger in record.triggers):
        value = measurements.get(trigger.measure)
        if value is not None and trigger.fires(value):
            yield Finding("trigger", record, trigger.option, trigger=trigger, measured=value)


def _duplicates(records: Sequence[Record]) -> Iterator[Finding]:
    counts = Counter(record.number for record in records)
    first: dict[int, Record] = {}
    accepted: dict[str, Record] = {}
    for record in records:
        if counts[record.number] > 1:
            before = first.setdefault(record.number, record)
            if before is not record:
                yield Finding("duplicate_number", record, other=before.file)
        if record.decision is not None and record.status == "accepted":
            before = accepted.setdefault(record.decision, record)
            if before is not record and record.supersedes != before.file:
                yield Finding("two_in_force", record, other=before.file)
