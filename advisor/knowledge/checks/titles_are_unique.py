"""A reader can tell decisions apart, and the options of one decision, by their titles."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Location
from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "title-used-twice"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each title that two decisions, or two options of one decision, share."""
    decisions = files.knowledge.decisions
    titled = [(name, value.title, files.at("decision", name, "title")) for name, value in decisions.items()]
    yield from _repeated("decision", titled)
    short = [(name, value.short, files.at("decision", name, "short")) for name, value in decisions.items()]
    yield from _repeated("decision", short)
    for decision, value in decisions.items():
        options = [
            (f"{decision}.{name}", option.title, files.at("decision", decision, "options", name, "title"))
            for name, option in value.options.items()
        ]
        yield from _repeated("option", options)


def _repeated(noun: str, titled: list[tuple[str, str, Location]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, title, location in titled:
        key = " ".join(title.lower().split())
        if key in first:
            yield error(CHECK, location, f"the {noun}s {first[key]} and {name} are both called {title!r}.")
        first.setdefault(key, name)
