"""Every reference number has a unit, a date, a range and a source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor import units
from advisor.documents import Document, read_document
from advisor.knowledge.checks.finding import Finding, error, warning
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "reference-incomplete"
CHECK_SOURCE = "reference-without-source"
FIRST_YEAR, LAST_YEAR = 1900, 2100


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each number of ``estimates/`` that lacks something. The folder may be absent.

    A number whose basis is memory, with or without a source beside it, is warned of: it should be asked instead.
    """
    for document in reference_documents(files):
        entries = document.value if isinstance(document.value, dict) else {}
        for name, value in entries.items():
            at = document.location(name)
            entry = value if isinstance(value, dict) else {}
            for message in _missing(entry):
                yield error(CHECK, at, f"the reference {name!r} {message}.")
            if entry.get("basis") == "memory":
                yield warning(CHECK_SOURCE, at, f"the reference {name!r} rests on memory alone: find a source.")
            cited = [] if "source" not in entry and entry.get("basis") == "memory" else _cited(entry)
            for source in cited:
                if source not in files.knowledge.sources:
                    yield error(CHECK_SOURCE, at, f"the reference {name!r} cites no known source; found {source!r}.")


def reference_documents(files: KnowledgeFiles) -> Iterator[Document]:
    """The files of reference numbers, each a mapping from id to number.

    Raises:
        InvalidInput: a file is not readable as ``advisor.documents`` demands.
    """
    for path in (path for folder in files.folders for path in sorted((folder / "estimates").glob("*.yaml"))):
        yield read_document(path.read_text(encoding="utf-8"), str(path))


def cited_by_references(files: KnowledgeFiles) -> set[str]:
    """Ids of the sources that reference numbers cite."""
    values = [document.value for document in reference_documents(files) if isinstance(document.value, dict)]
    entries = [entry for value in values for entry in value.values() if isinstance(entry, dict)]
    return {str(source) for entry in entries for source in _cited(entry)}


def _cited(entry: dict[str, Any]) -> list[Any]:
    further = entry.get("further_sources", [])
    return [entry.get("source"), *(further if isinstance(further, list) else [further])]


def _missing(entry: dict[str, Any]) -> Iterator[str]:
    bounds = [entry.get(key) for key in ("low", "mid", "high")]
    numbers = [bound for bound in bounds if isinstance(bound, int | float) and not isinstance(bound, bool)]
    if len(numbers) < len(bounds):
        yield "has no range: low, mid and high are needed"
    elif numbers != sorted(numbers):
        yield f"has a range that does not ascend: {numbers[0]:g}, {numbers[1]:g}, {numbers[2]:g}"
    if not _is_unit(entry.get("unit")):
        yield f"has no known unit; found {entry.get('unit')!r}"
    year = str(entry.get("date", ""))[:4]
    if not (year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        yield f"has no date; found {entry.get('date')!r}"


def _is_unit(unit: object) -> bool:
    try:
        units.factor(str(unit))
    except units.InvalidQuantity:
        return False
    return True
