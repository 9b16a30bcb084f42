"""What would turn a recorded decision, as thresholds that a machine can compare with measurements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from advisor.answers import Answer, Range
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.knowledge.schema import Question
from advisor.reasoning.flips import Flip

Side = Literal["above", "below"]


class InvalidTrigger(ValueError):
    """A value that is not a trigger."""


@dataclass(frozen=True)
class Trigger:
    """One value of one measure from which on a decision is to be looked at again.

    Attributes:
        measure: a requirement, or an estimate of the file contract.
        option: what would be recommended then; ``None`` where a stated limit is broken.
        side: for numbers, on which side of ``at`` it fires.
        at: in ``unit``.
        value: for choices, the answer with which it fires.
    """

    measure: str
    option: str | None
    side: Side | None = None
    at: float | None = None
    unit: str | None = None
    value: str | bool | tuple[str, ...] | None = None

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


def trigger_line(trigger: Trigger) -> str:
    """The trigger as a YAML mapping on one line: ``{measure: drift, is: "days", then: "scheduled"}``."""
    parts = [f"measure: {trigger.measure}"]
    if trigger.at is not None:
        parts += [f"{trigger.side}: {trigger.at!r}", f'unit: "{trigger.unit}"']
    else:
        value = list(trigger.value) if isinstance(trigger.value, tuple) else trigger.value
        parts.append(f"is: {json.dumps(value)}")
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
    option = value.get("then")
    if option is not None and not isinstance(option, str):
        raise InvalidTrigger("then names an option")
    if not sides:
        answer = value["is"]
        return Trigger(value["measure"], option, value=tuple(answer) if isinstance(answer, list) else answer)
    at, unit = value[sides[0]], value.get("unit", "count")
    if isinstance(at, bool) or not isinstance(at, int | float) or not isinstance(unit, str):
        raise InvalidTrigger("a threshold is a number with a unit")
    return Trigger(value["measure"], option, sides[0], float(at), unit)
