"""What would turn a recorded decision, as thresholds that a machine can compare with measurements."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from advisor.answers import Answer, Range
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.knowledge.schema import Question
from advisor.reasoning.flips import Flip
from advisor.reasoning.simplest import Move
from advisor.recommendation.limits import Side, StatedLimit, stated_bound

ESTIMATE_PREFIX = "estimates."
"""Before the name of an estimate where a requirement has the same name."""


class InvalidTrigger(ValueError):
    """A value that is not a trigger."""


@dataclass(frozen=True)
class Trigger:
    """One value of one measure from which on a decision is to be looked at again.

    Attributes:
        measure: a requirement, or an estimate.
        option: what is right then; ``None`` where a stated limit is broken.
        side: for numbers, on which side of ``at`` it fires.
        at: in ``unit``.
        value: for choices, the answer with which it fires.
        limit: the requirement that states ``at`` as a limit.
        start: the simpler option that suffices until then, for those who begin with it.
    """

    measure: str
    option: str | None
    side: Side | None = None
    at: float | None = None
    unit: str | None = None
    value: str | bool | tuple[str, ...] | None = None
    limit: str | None = None
    start: str | None = None

    @property
    def turns(self) -> bool:
        """Whether another option than the recorded one is right once it fires."""
        return self.limit is None and self.start is None

    def fires(self, measured: Answer) -> bool:
        """Whether a measurement in the trigger's unit lies beyond the threshold, or is the answer named.

        A range fires when any part of it does.
        """
        if self.at is None:
            return measured == self.value
        low, high = (measured.low, measured.high) if isinstance(measured, Range) else (measured, measured)
        if isinstance(low, bool | str | tuple) or isinstance(high, bool | str | tuple):
            return False
        return high > self.at if self.side == "above" else low < self.at

    def today(self, requirements: Mapping[str, Answer]) -> Trigger:
        """The trigger with the limit that is stated now, where it is one and still is stated."""
        if self.limit is None or self.side is None:
            return self
        at = stated_bound(self.limit, self.side, requirements)
        return self if at is None else replace(self, at=at)


def measure_of(estimate: str, questions: Container[str]) -> str:
    """What an estimate is called among measures."""
    return ESTIMATE_PREFIX + estimate if estimate in questions else estimate


def triggers_of(flips: Iterable[Flip], decision: str, questions: Mapping[str, Question]) -> tuple[Trigger, ...]:
    """The flips of one decision as triggers, thresholds first. Priorities are stated, not measured, and give none."""
    found = [
        Trigger(
            flip.answer,
            flip.after,
            flip.side,
            flip.at,
            None if flip.at is None else questions[flip.answer].unit or "count",
            flip.value,
        )
        for flip in flips
        if flip.decision == decision and not flip.answer.startswith(PRIORITY_PREFIX)
    ]
    return tuple(sorted(found, key=lambda trigger: trigger.at is None))


def limit_triggers(limits: Iterable[StatedLimit], questions: Container[str]) -> tuple[Trigger, ...]:
    """The limits that the team stated, each as a trigger on what is measured against it."""
    return tuple(
        Trigger(
            measure_of(stated.limit.estimate, questions),
            None,
            stated.limit.side,
            stated.at,
            stated.estimate.unit,
            limit=stated.limit.answer,
        )
        for stated in limits
    )


def move_triggers(
    moves: Iterable[Move], decision: str, option: str, questions: Mapping[str, Question]
) -> tuple[Trigger, ...]:
    """When those who begin with a simpler option than the recorded ``option`` have to go on to it."""
    return tuple(
        Trigger(move.answer, option, move.side, move.at, questions[move.answer].unit or "count", start=move.option)
        for move in moves
        if move.decision == decision and move.heavier == option and move.option is not None
    )


def trigger_line(trigger: Trigger) -> str:
    """The trigger as a YAML mapping on one line: ``{measure: drift, is: "days", then: "scheduled"}``."""
    parts = [f"measure: {trigger.measure}"]
    if trigger.at is not None:
        parts += [f"{trigger.side}: {trigger.at!r}", f'unit: "{trigger.unit}"']
    else:
        value = list(trigger.value) if isinstance(trigger.value, tuple) else trigger.value
        parts.append(f"is: {json.dumps(value)}")
    if trigger.limit is not None:
        parts.append(f"limit: {trigger.limit}")
    if trigger.start is not None:
        parts.append(f'from: "{trigger.start}"')
    if trigger.option is not None:
        parts.append(f'then: "{trigger.option}"')
    return f"{{{', '.join(parts)}}}"


def read_trigger(value: Any) -> Trigger:
    """The trigger that a mapping of a record's front matter describes.

    Raises:
        InvalidTrigger: it is not one.
    """
    if not isinstance(value, dict) or not isinstance(value.get("measure"), str):
        raise InvalidTrigger("a trigger is a mapping with a measure")
    sides: list[Side] = [side for side in ("above", "below") if side in value]
    if len(sides) + ("is" in value) != 1:
        raise InvalidTrigger("a trigger has one of above, below and is")
    names = [value.get(key) for key in ("then", "limit", "from")]
    if not all(name is None or isinstance(name, str) for name in names):
        raise InvalidTrigger("then and from name an option, limit a requirement")
    option, limit, start = names
    if not sides:
        answer = value["is"]
        return Trigger(value["measure"], option, value=tuple(answer) if isinstance(answer, list) else answer)
    at, unit = value[sides[0]], value.get("unit", "count")
    if isinstance(at, bool) or not isinstance(at, int | float) or not isinstance(unit, str):
        raise InvalidTrigger("a threshold is a number with a unit")
    return Trigger(value["measure"], option, sides[0], float(at), unit, limit=limit, start=start)
