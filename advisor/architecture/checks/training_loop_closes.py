"""What is trained gets to where predictions are made, and what happens there gets back to whoever changes the model."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.architecture.architecture import Architecture
from advisor.architecture.checks.finding import Finding

TRAINING = ("trainer", "aggregator")
ANSWERING = ("server", "scoring_job", "runtime")
CHANGING = (*TRAINING, "team")


def check(architecture: Architecture) -> Iterator[Finding]:
    """Yield a finding where training leads nowhere, starts from nothing, or never hears of what it led to."""
    from networkx import has_path

    trainers = architecture.in_role(*TRAINING)
    if not trainers:
        return
    graph = architecture.graph()
    answering = architecture.in_role(*ANSWERING)
    changing = architecture.in_role(*CHANGING)
    for trainer in trainers:
        if not any(has_path(graph, trainer.id, part.id) for part in answering):
            yield Finding("training-loop-closes", trainer.id, f"What {trainer.name} makes reaches no prediction.")
        if graph.in_degree(trainer.id) == 0:
            yield Finding("training-loop-closes", trainer.id, f"{trainer.name} has nothing to learn from.")
    if not any(has_path(graph, part.id, other.id) for part in answering for other in changing if part.id != other.id):
        names = " and ".join(part.name for part in trainers)
        yield Finding("training-loop-closes", trainers[0].id, f"Nothing of the predictions gets back to {names}.")
