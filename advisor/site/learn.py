"""Pages to learn from: the written ones of ``docs/``, with the commands on them run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from advisor.site.links import relinked
from advisor.site.page import Page, Section, between
from advisor.site.transcript import played

TUTORIAL = {"tutorial": "Tutorial"}
HOW_TO = {
    "how-to/brownfield": "Start from what is there",
    "how-to/what-if": "Find what would turn a decision",
    "how-to/ci": "Let CI guard the records",
    "packs": "Lay your own rules over ours",
    "how-to/sweep": "Answer many scenarios at once",
    "how-to/lab": "Measure with real parts",
    "exports": "Take the architecture elsewhere",
}
EXPLANATION = {
    "how-advice-is-made": "How the advice is made",
    "probabilities": "What the probabilities mean",
    "interview": "How the interview asks",
    "estimates": "Where the numbers come from",
    "decision-records": "How decision records live",
    "agreement": "The account of the agreement",
}
_GROUPS = (TUTORIAL, HOW_TO, EXPLANATION)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def texts_to_learn(docs: Path, play: Callable[[str], str] = played) -> dict[str, str]:
    """The texts of the written pages by name, with their commands run.

    Args:
        docs: the folder of written pages.
        play: puts the output of commands into a page.
    """
    names = [name for group in _GROUPS for name in group]
    with ThreadPoolExecutor(2) as workers:
        return dict(zip(names, workers.map(lambda name: play(_written(docs, name)), names), strict=True))


def learn_section(texts: Mapping[str, str], reference: Section) -> Section:
    """Tutorial, how-to pages, reference and explanation.

    Args:
        texts: of the written pages, by name.
        reference: pages that are generated.
    """
    pages = {name: Page(path_of(name), title, texts[name]) for group in _GROUPS for name, title in group.items()}
    return Section(
        "Learn",
        (
            pages["tutorial"],
            Section("How to", tuple(pages[name] for name in HOW_TO)),
            reference,
            Section("Understand", tuple(pages[name] for name in EXPLANATION)),
        ),
    )


def path_of(name: str) -> str:
    """Where the written page ``name`` stands in the site."""
    return f"learn/{name.removeprefix('how-to/')}.md"


def _written(docs: Path, name: str) -> str:
    """A written page; links to other written pages follow them, links to files outside the site become their names."""
    text = _COMMENT.sub("", (docs / f"{name}.md").read_text(encoding="utf-8"))
    places = _places()

    def to(address: str) -> str | None:
        target, mark, anchor = address.partition("#")
        if not target:
            return address
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)).removesuffix(".md")
        return f"{between(path_of(name), places[wanted])}{mark}{anchor}" if wanted in places else None

    return relinked(text, to)


def _places() -> Mapping[str, str]:
    written = {name: path_of(name) for group in _GROUPS for name in group}
    return {**written, "trust/validation": "trust/validation.md", "performance": "trust/performance.md"}
