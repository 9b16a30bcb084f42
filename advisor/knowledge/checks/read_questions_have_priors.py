"""What a rule reads can be expected when nobody has answered it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "read-without-prior"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each question that rules, couplings or decisions read and that has no prior."""
    knowledge = files.knowledge
    readers: dict[str, str] = {}
    whens = [
        *((decision, value.applies_when) for decision, value in knowledge.decisions.items()),
        *((rule, value.when) for rule, value in knowledge.rules.items()),
        *((coupling, coupled.when) for coupling, coupled in knowledge.couplings.items()),
    ]
    for reader, text in whens:
        for name in () if text is None else knowledge.conditions[text].fields:
            readers.setdefault(name, reader)
    for name, question in knowledge.questions.items():
        if name in readers and question.prior is None:
            text = f"{readers[name]} reads {name!r}, which has no prior: unanswered, it would count as a no."
            yield error(CHECK, files.at("question", name), text)
