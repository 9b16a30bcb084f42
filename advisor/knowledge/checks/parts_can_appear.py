"""Every component and flow that an option brings conditionally is part of some architecture."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.conditions import IsOneOf
from advisor.errors import Location
from advisor.knowledge.base import decision_fields
from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover

CHECK = "part-never-appears"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each component and flow whose condition can't hold when its option is taken."""
    knowledge = files.knowledge
    prover = Prover({**knowledge.vocabulary, **decision_fields(knowledge.decisions)})
    for what, decision, option, when, location in _parts(files):
        taken = IsOneOf(decision, frozenset({option}))
        if prover.satisfy(taken, knowledge.conditions[when].tree).possible is False:
            text = f"{what} never appears: with {decision}.{option} nothing satisfies [{when}]."
            yield error(CHECK, location, text)


def _parts(files: KnowledgeFiles) -> Iterator[tuple[str, str, str, str, Location]]:
    """What appears conditionally, the decision and option that bring it, its condition, and where that stands."""
    for decision, value in files.knowledge.decisions.items():
        for option, described in value.options.items():
            at = ("options", option)
            for position, use in enumerate(described.components):
                if use.when is not None:
                    place = files.at("decision", decision, *at, "components", position)
                    yield f"the component {use.component}", decision, option, use.when, place
            for position, flow in enumerate(described.flows):
                if flow.when is not None:
                    place = files.at("decision", decision, *at, "flows", position)
                    yield f"the flow {flow.source} -> {flow.target}", decision, option, flow.when, place
