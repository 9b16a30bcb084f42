"""Every answer says when it is the right one."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "choice-without-help"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each choice whose label or help is blank or whose help repeats the label."""
    for name, question in files.knowledge.questions.items():
        for choice, described in question.choices.items():
            at = files.at("question", name, "choices", choice)
            if not described.label.strip():
                yield error(CHECK, at, f"the choice {name}.{choice} has no label.")
            if described.help.strip().rstrip(".").lower() in ("", described.label.strip().lower()):
                yield error(CHECK, at, f"the choice {name}.{choice} does not say when it is the right answer.")
