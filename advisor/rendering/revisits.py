"""When to look at a decision again, in words: its triggers gathered by what they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Decision
from advisor.records.triggers import Trigger
from advisor.rendering import wording
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer
from advisor.units import show_quantity


@dataclass(frozen=True)
class Revisit:
    """One measure and what its change leads to.

    Attributes:
        measure: id of the requirement to watch.
        condition: what it does then, after the id: ``rises above 1 h``.
        today: what the team answered.
        option: title of the option that is right then.
    """

    measure: str
    condition: str
    today: str
    option: str


def revisits(
    triggers: Iterable[Trigger], system: System, knowledge: KnowledgeBase, decision: Decision
) -> tuple[Revisit, ...]:
    """The triggers of one decision as sentences; answers that lead to the same option share one."""
    gathered: dict[tuple[str, str], list[str]] = {}
    found: list[Revisit] = []
    for trigger in triggers:
        if trigger.option is None:
            continue
        if trigger.at is not None:
            verb = "rises above" if trigger.side == "above" else "falls below"
            condition = f"{verb} {show_quantity(trigger.at, trigger.unit or 'count')}"
            found.append(_revisit(trigger, condition, system, knowledge, decision))
        elif trigger.value is not None:
            shown = wording.plain(show_answer(trigger.value, knowledge.questions[trigger.measure]))
            gathered.setdefault((trigger.measure, trigger.option), []).append(shown)
    for (measure, option), answers in gathered.items():
        condition = f"becomes {wording.listing(answers, 'or')}"
        found.append(_revisit(Trigger(measure, option), condition, system, knowledge, decision))
    return tuple(found)


def _revisit(trigger: Trigger, condition: str, system: System, knowledge: KnowledgeBase, decision: Decision) -> Revisit:
    today = wording.stated(trigger.measure, system, knowledge) or "not answered"
    return Revisit(trigger.measure, condition, today, wording.plain(decision.options[str(trigger.option)].title))
