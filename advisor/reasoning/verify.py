"""An independent check of a recommended architecture.

It shares no code with the solver: conditions are evaluated one by one on the plain answers, never as arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from advisor.answers import Answer
from advisor.conditions import holds
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.schema import Rule
from advisor.requirements.system import System


def verify(knowledge: KnowledgeBase, system: System, architecture: Mapping[str, str | None]) -> None:
    """Check every hard rule, hard coupling, applicability and fixed decision.

    Raises:
        AssertionError: naming everything that ``architecture`` breaks.
    """
    broken = tuple(violations(knowledge, system, architecture))
    if broken:
        raise AssertionError(f"the architecture for {system.name!r} breaks: {'; '.join(broken)}")


def violations(knowledge: KnowledgeBase, system: System, architecture: Mapping[str, str | None]) -> Iterator[str]:
    """What ``architecture`` breaks, in words."""
    neutral = knowledge.preference.neutral
    answers: dict[str, Answer] = dict(system.requirements)
    for quality in knowledge.qualities:
        answers[PRIORITY_PREFIX + quality] = system.priorities.get(quality, neutral)
    vocabulary = knowledge.vocabulary

    def surely(when: str | None) -> bool:
        return when is None or holds(knowledge.conditions[when], answers, vocabulary) is True

    def surely_not(when: str | None) -> bool:
        return when is not None and holds(knowledge.conditions[when], answers, vocabulary) is False

    for decision, value in knowledge.decisions.items():
        option = architecture.get(decision)
        if option is None and surely(value.applies_when):
            yield f"{decision} applies and is not decided"
        if option is not None and surely_not(value.applies_when):
            yield f"{decision} does not apply and is decided"
        if option is not None and option != system.fixed.get(decision, option):
            yield f"{decision} was fixed to {system.fixed[decision]} and is {option}"
    for name, rule in _hard_rules(knowledge):
        for decision, options in rule.forbid.items():
            if architecture.get(decision) in options and surely(rule.when):
                yield f"{name} forbids {decision} = {architecture[decision]}"
    for name, coupling in knowledge.couplings.items():
        taken = all(architecture.get(decision) in options for decision, options in coupling.pair.items())
        if coupling.forbid and taken and surely(coupling.when):
            yield f"{name} forbids {' with '.join(str(architecture[decision]) for decision in coupling.pair)}"


@lru_cache(maxsize=4)
def _hard_rules(knowledge: KnowledgeBase) -> tuple[tuple[str, Rule], ...]:
    return tuple((name, rule) for name, rule in knowledge.rules.items() if rule.forbid)
