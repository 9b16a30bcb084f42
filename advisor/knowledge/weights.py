"""Refined weights: what the decided cases made of the experts' values, kept in a file of its own.

``weights.yaml`` states for each refined weight the expert's value and the refined one. A refined value counts only as
long as the rule still has the expert's value that it was refined from; an expert who changes a rule has the last word
until the next fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import RefinedWeights, Rule

Values = Mapping[tuple[str, str, str], float]
"""Weights by rule, decision and option."""


@dataclass(frozen=True)
class StaleWeight:
    """A refined weight whose rule no longer has the expert's value that it was refined from."""

    rule: str
    decision: str
    option: str
    refined_from: float
    found: float | None


def refined_rules(rules: Mapping[str, Rule], weights: RefinedWeights) -> dict[str, Rule]:
    """The rules with refined values in place of the expert's where these are unchanged."""
    refined = {}
    for name, rule in rules.items():
        pairs = weights.rules.get(name, {})
        weigh = {
            decision: {option: _refined(value, pairs.get(decision, {}).get(option)) for option, value in values.items()}
            for decision, values in rule.weigh.items()
        }
        refined[name] = rule.model_copy(update={"weigh": weigh}) if weigh != rule.weigh else rule
    return refined


def stale_weights(rules: Mapping[str, Rule], weights: RefinedWeights) -> Iterator[StaleWeight]:
    """The refined weights that do not count; ``rules`` are the experts'."""
    for name, decisions in weights.rules.items():
        for decision, options in decisions.items():
            for option, (expert, _) in options.items():
                found = rules[name].weigh.get(decision, {}).get(option) if name in rules else None
                if found != expert:
                    yield StaleWeight(name, decision, option, expert, found)


def as_experts_wrote(knowledge: KnowledgeBase) -> KnowledgeBase:
    """The rule base before any fit: the experts' weights alone, and probabilities as sharp as the log-odds say."""
    preference = knowledge.preference.model_copy(update={"sharpness": 1.0})
    return replace(knowledge, rules=knowledge.expert_rules, preference=preference, practice={})


def with_sharpness(knowledge: KnowledgeBase, sharpness: float) -> KnowledgeBase:
    """The rule base with another sharpness of its probabilities."""
    return replace(knowledge, preference=knowledge.preference.model_copy(update={"sharpness": sharpness}))


def _refined(value: float, pair: tuple[float, float] | None) -> float:
    return pair[1] if pair is not None and pair[0] == value else value
