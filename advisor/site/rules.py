"""Rules and couplings as a reader of one option sees them: for or against, how strongly, when, and from where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.rendering import wording

_QUOTED = re.compile(r"\{([^{}]*)\}")
_MARKS = {-2: "− −", -1: "−", 0: "·", 1: "+", 2: "+ +"}


@dataclass(frozen=True)
class Spoken:
    """One rule about one option.

    Attributes:
        effect: log-odds; ``None`` where it makes the option impossible.
        strength: the same in words.
        fields: what its condition reads.
    """

    rule: str
    effect: float | None
    strength: str
    when: str | None
    because: str
    fields: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """One coupling of a decision with another."""

    coupling: str
    own: tuple[str, ...]
    other: str
    others: tuple[str, ...]
    strength: str
    when: str | None
    because: str
    sources: tuple[str, ...]


def grade_mark(grade: int) -> str:
    """A grade of −2 to 2 as signs."""
    return _MARKS[grade]


def strength_of(effect: float | None) -> str:
    """A log-odds effect in words: ``5 to 1 for``."""
    if effect is None:
        return "rules it out"
    return f"{wording.odds(effect)} {'for' if effect > 0 else 'against'}"


def in_general(because: str) -> str:
    """A rule's sentence without a system at hand: quoted answers become their names."""
    return wording.sentence(_QUOTED.sub(lambda quoted: f"‹{quoted.group(1).replace('_', ' ')}›", because))


def rules_about(knowledge: KnowledgeBase, decision: str, option: str) -> tuple[Spoken, ...]:
    """Every rule that weighs the option or rules it out, what rules out first, then the strongest."""
    found = []
    for name, rule in knowledge.rules.items():
        forbids = option in rule.forbid.get(decision, ())
        effect = rule.weigh.get(decision, {}).get(option)
        if not forbids and not effect:
            continue
        fields = tuple(sorted(knowledge.conditions[rule.when].fields)) if rule.when else ()
        shown = None if forbids else effect
        found.append(Spoken(name, shown, strength_of(shown), rule.when, in_general(rule.because), fields, rule.sources))
    return tuple(sorted(found, key=lambda rule: (rule.effect is not None, -abs(rule.effect or 0.0))))


def couplings_of(knowledge: KnowledgeBase, decision: str) -> tuple[Joined, ...]:
    """Every coupling of the decision, by the other decision in the order of the rule base."""
    order = list(knowledge.decisions)
    found = [
        Joined(
            name,
            coupling.pair[decision],
            other := next(partner for partner in coupling.pair if partner != decision),
            coupling.pair[other],
            strength_of(coupling.weight),
            coupling.when,
            in_general(coupling.because),
            coupling.sources,
        )
        for name, coupling in knowledge.couplings.items()
        if decision in coupling.pair
    ]
    return tuple(sorted(found, key=lambda joined: order.index(joined.other)))
