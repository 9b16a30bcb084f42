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
    trainers = architecture.in_role(*TRAINING)
    if not trainers:
        return
    answering = {part.id for part in architecture.in_role(*ANSWERING)}
    changing = {part.id for part in architecture.in_role(*CHANGING)}
    fed = {flow.target for flow in architecture.flows}
    for trainer in trainers:
        if answering.isdisjoint(architecture.reached_from(trainer.id)):
            yield Finding("training-loop-closes", trainer.id, f"What {trainer.name} makes reaches no prediction.")
        if trainer.id not in fed:
            yield Finding("training-loop-closes", trainer.id, f"{trainer.name} has nothing to learn from.")
    if all(changing.isdisjoint(architecture.reached_from(part) - {part}) for part in answering):
        names = " and ".join(part.name for part in trainers)
        yield Finding("training-loop-closes", trainers[0].id, f"Nothing of the predictions gets back to {names}.")
