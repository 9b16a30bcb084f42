"""No question is asked only after another that waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from advisor.conditions import parse
from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "questions-wait-in-a-circle"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for one circle of questions of which each is asked only under an answer to the next."""
    knowledge = files.knowledge
    waits = {
        name: parse(question.asked_when, knowledge.vocabulary).fields
        for name, question in knowledge.questions.items()
        if question.asked_when is not None
    }
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as found:
        circle = found.args[1][::-1]
        told = ", ".join(f"{one} for {other}" for one, other in pairwise(circle))
        at = files.at("question", circle[0], "asked_when")
        yield error(CHECK, at, f"questions wait for each other's answers: {told}.")
