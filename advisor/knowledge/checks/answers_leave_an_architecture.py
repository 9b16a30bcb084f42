"""All answers that a team can give leave an architecture, or the rules that leave none are named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from advisor.conditions import Tree
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.checks.rules_matter import tree_of
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover

CHECK = "no-architecture"
MOST_SETS = 5000

_State = tuple[str, str]


@dataclass(frozen=True)
class _Ban:
    """Options of one or two decisions that can't be taken together while a condition holds."""

    states: tuple[frozenset[_State], ...]


def check(files: KnowledgeFiles, prover: Prover) -> Iterator[Finding]:
    """Yield a finding for each smallest set of hard rules that leave no architecture, with answers that make them hold.

    More hard rules never leave more architectures, so it is enough to find the minimal sets of rules that leave none
    (by a hitting-set tree, Reiter 1987) and to prove for each whether its conditions can hold together.
    """
    knowledge = files.knowledge
    bans, conditions = _hard(knowledge)
    at = files.at("file", "knowledge.yaml", "decisions")
    known: list[frozenset[str]] = []
    waiting, seen = [frozenset[str]()], {frozenset[str]()}
    while waiting:
        removed = waiting.pop()
        conflict = next((conflict for conflict in known if not conflict & removed), None)
        if conflict is None:
            conflict = _conflict(knowledge, bans, conditions.keys() - removed)
            if conflict is None:
                continue
            known.append(conflict)
        following = {removed | {name} for name in conflict} - seen
        seen |= following
        if len(seen) > MOST_SETS:
            yield warning("not-decided", at, f"not all sets of hard rules were tried: there are more than {MOST_SETS}.")
            break
        waiting.extend(sorted(following, key=sorted))
    for conflict in known:
        names = sorted(conflict)
        verdict = prover.satisfy(*(conditions[name] for name in names))
        if verdict.possible is None:
            yield warning("not-decided", at, f"whether {', '.join(names)} can hold together was not decided.")
        elif verdict.possible:
            text = f"no architecture is left where these hold together: {', '.join(names)}."
            yield warning(CHECK, at, text, verdict.witness)


def _hard(knowledge: KnowledgeBase) -> tuple[dict[str, list[_Ban]], dict[str, Tree]]:
    """What each hard rule and coupling bans, and the conditions of those and of decisions that apply only sometimes.

    A decision that does not apply bans nothing, so that it applies is one more condition, named after the decision.
    """
    bans: dict[str, list[_Ban]] = {}
    conditions: dict[str, Tree] = {}
    for name, rule in knowledge.rules.items():
        if rule.forbid:
            bans[name] = [
                _Ban((frozenset((decision, option) for option in options),))
                for decision, options in rule.forbid.items()
            ]
            if rule.when is not None:
                conditions[name] = tree_of(knowledge, rule.when)
    for name, coupling in knowledge.couplings.items():
        if coupling.forbid:
            sides = (frozenset((decision, option) for option in options) for decision, options in coupling.pair.items())
            bans[name] = [_Ban(tuple(sides))]
            if coupling.when is not None:
                conditions[name] = tree_of(knowledge, coupling.when)
    for name, decision in knowledge.decisions.items():
        if decision.applies_when is not None:
            conditions[name] = tree_of(knowledge, decision.applies_when)
    return bans, conditions


def _conflict(
    knowledge: KnowledgeBase, bans: Mapping[str, list[_Ban]], holding: Collection[str]
) -> frozenset[str] | None:
    """A minimal set of ``holding`` conditions that leaves no architecture; ``None`` where all together leave one."""
    if _feasible(knowledge, bans, holding):
        return None
    kept = set(holding)
    for name in sorted(holding):
        if not _feasible(knowledge, bans, kept - {name}):
            kept.remove(name)
    return frozenset(kept)


def _feasible(knowledge: KnowledgeBase, bans: Mapping[str, list[_Ban]], holding: Collection[str]) -> bool:
    """Whether any choice of options breaks no ban that holds; by search over the decisions that bans speak of."""
    conditional = {name for name in knowledge.rules if knowledge.rules[name].when is not None}
    conditional |= {name for name in knowledge.couplings if knowledge.couplings[name].when is not None}
    applying = {
        name for name, decision in knowledge.decisions.items() if decision.applies_when is None or name in holding
    }
    active = [
        ban
        for name, values in bans.items()
        if name in holding or name not in conditional
        for ban in values
        if all(decision in applying for side in ban.states for decision, _ in side)
    ]
    decisions = sorted({decision for ban in active for side in ban.states for decision, _ in side})

    def extend(taken: frozenset[_State], position: int) -> bool:
        if any(all(side & taken for side in ban.states) for ban in active):
            return False
        if position == len(decisions):
            return True
        decision = decisions[position]
        return any(
            extend(taken | {(decision, option)}, position + 1) for option in knowledge.decisions[decision].options
        )

    return extend(frozenset(), 0)
