"""Nobody is asked for what nothing reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.schema import Answers

CHECK = "question-feeds-nothing"


def check(files: KnowledgeFiles, read_elsewhere: Collection[str] = frozenset()) -> Iterator[Finding]:
    """Yield a finding for each question that no rule, coupling, decision, component, flow or formula reads.

    A question that only decides whether another is asked counts as read when that one is. Texts are for the reader
    of the documents and feed no rule.
    """
    knowledge = files.knowledge
    asked_when = {name: question.asked_when for name, question in knowledge.questions.items()}
    guards = set(asked_when.values())
    read = set(read_elsewhere)
    for text, condition in knowledge.conditions.items():
        if text not in guards:
            read.update(condition.fields)
    read.update(name for rule in knowledge.rules.values() if rule.when in guards for name in _fields(files, rule.when))
    read.update(
        name
        for decision in knowledge.decisions.values()
        if decision.applies_when in guards
        for name in _fields(files, decision.applies_when)
    )
    before = -1
    while before != len(read):
        before = len(read)
        read.update(name for question in read & asked_when.keys() for name in _fields(files, asked_when[question]))
    for name, question in knowledge.questions.items():
        if name not in read and question.answers != Answers.TEXT:
            yield error(CHECK, files.at("question", name), f"nothing reads the answer to {name!r}.")


def _fields(files: KnowledgeFiles, text: str | None) -> tuple[str, ...]:
    return () if text is None else files.knowledge.conditions[text].fields
