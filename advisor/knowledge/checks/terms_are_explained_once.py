"""Every word of the glossary belongs to one term."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "term-explained-twice"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each term or form that an earlier term has already, upper and lower case alike."""
    owners: dict[str, str] = {}
    for name, term in files.knowledge.glossary.items():
        for form in (term.term, *term.forms):
            owner = owners.setdefault(form.lower(), name)
            if owner != name:
                yield error(CHECK, files.at("term", name), f"{form!r} is explained under {owner!r} already.")
