"""The coupling graph stays narrow enough to be solved exactly at once."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.graph import elimination_order
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "coupling-graph-too-wide"
GREATEST_WIDTH = 6


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding when eliminating the decisions would join more than ``GREATEST_WIDTH`` others at a time."""
    width, decision = induced_width(files.knowledge)
    if width > GREATEST_WIDTH:
        at = files.at("file", "knowledge.yaml", "decisions")
        text = (
            f"the coupling graph has width {width} at {decision}, more than {GREATEST_WIDTH}: "
            "every decision more multiplies the work. Leave out couplings that a rule can say."
        )
        yield error(CHECK, at, text)


def induced_width(knowledge: KnowledgeBase) -> tuple[int, str]:
    """Most neighbours that a decision has when it is eliminated in the order the solver uses, and that decision."""
    decisions = list(knowledge.decisions)
    place = {name: position for position, name in enumerate(decisions)}
    edges = sorted({tuple(sorted(place[name] for name in coupling.pair)) for coupling in knowledge.couplings.values()})
    pairs = [(first, second) for first, second in edges]
    neighbours: dict[int, set[int]] = {position: set() for position in place.values()}
    for first, second in pairs:
        neighbours[first].add(second)
        neighbours[second].add(first)
    widest = (0, decisions[0] if decisions else "")
    for variable in elimination_order(len(decisions), pairs):
        around = neighbours.pop(variable)
        if len(around) > widest[0]:
            widest = len(around), decisions[variable]
        for other in around:
            neighbours[other] |= around
            neighbours[other] -= {other, variable}
    return widest
