"""When to look at a decision again, in words: its triggers gathered by what they lead to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from advisor.answers import Range
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Decision
from advisor.records.triggers import Trigger
from advisor.rendering import wording
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer

FARTHEST = 100.0
"""How many times today's number a threshold may be to be worth reading; what is further off is another system."""


@dataclass(frozen=True)
class Revisit:
    """One measure and what its change leads to.

    Attributes:
        measure: id of the requirement to watch.
        condition: what it does then, after the id: ``rises above 1 h``.
        today: what the team answered.
        option: title of the option that is right then.
        start: title of the simpler option that no longer suffices then, for those who began with it.
    """

    measure: str
    condition: str
    today: str
    option: str
    start: str | None = None


def revisits(
    triggers: Iterable[Trigger], system: System, knowledge: KnowledgeBase, decision: Decision
) -> tuple[Revisit, ...]:
    """The triggers of one decision as sentences; answers that lead to the same option share one.

    Thresholds further than ``FARTHEST`` from today are left out.
    """
    gathered: dict[tuple[str, str], list[str]] = {}
    found: list[Revisit] = []
    for trigger in triggers:
        if trigger.option is None or not trigger.turns:
            continue
        if trigger.at is not None:
            if is_near(distance(system, trigger.measure, trigger.at)):
                found.append(_crossed(trigger, trigger.at, system, knowledge, decision))
        elif trigger.value is not None:
            shown = wording.plain(show_answer(trigger.value, knowledge.questions[trigger.measure]))
            gathered.setdefault((trigger.measure, trigger.option), []).append(shown)
    for (measure, option), answers in gathered.items():
        condition = f"becomes {wording.listing(answers, 'or')}"
        found.append(_revisit(Trigger(measure, option), condition, system, knowledge, decision))
    return tuple(found)


def moves(
    triggers: Iterable[Trigger], system: System, knowledge: KnowledgeBase, decision: Decision
) -> tuple[Revisit, ...]:
    """The triggers for those who began with a simpler option as sentences."""
    return tuple(
        replace(
            _crossed(trigger, trigger.at, system, knowledge, decision),
            start=wording.plain(decision.options[trigger.start].title),
        )
        for trigger in triggers
        if trigger.start is not None and trigger.at is not None
    )


def _crossed(trigger: Trigger, at: float, system: System, knowledge: KnowledgeBase, decision: Decision) -> Revisit:
    today = _today(trigger, system, knowledge)
    return _revisit(trigger, wording.crossing(trigger.side, at, trigger.unit, today), system, knowledge, decision)


def _today(trigger: Trigger, system: System, knowledge: KnowledgeBase) -> str:
    return wording.stated(trigger.measure, system, knowledge) or "not answered"


def _revisit(trigger: Trigger, condition: str, system: System, knowledge: KnowledgeBase, decision: Decision) -> Revisit:
    option = wording.plain(decision.options[str(trigger.option)].title)
    return Revisit(trigger.measure, condition, _today(trigger, system, knowledge), option)


def distance(system: System, measure: str, at: float | None) -> float:
    """How many times the answer of today a threshold is, as a logarithm without sign; infinite where there is none."""
    value = system.requirements.get(measure)
    if isinstance(value, Range):
        value = (value.low + value.high) / 2
    if at is None or isinstance(value, bool) or not isinstance(value, int | float) or at <= 0 or value <= 0:
        return math.inf
    return abs(math.log(at / value))


def is_near(away: float) -> bool:
    """Whether a threshold at that ``distance`` is worth reading; one that can't be compared with today is."""
    return away <= math.log(FARTHEST) or math.isinf(away)
