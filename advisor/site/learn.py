"""Pages to learn from: the written ones of ``docs/``, with the commands on them run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s:]+)\)")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def learn_section(docs: Path, reference: Section, play: Callable[[str], str] = played) -> Section:
    """Tutorial, how-to pages, reference and explanation.

    Args:
        docs: the folder of written pages.
        reference: pages that are generated.
        play: puts the output of commands into a page.
    """
    groups = (TUTORIAL, HOW_TO, EXPLANATION)
    names = [name for group in groups for name in group]
    with ThreadPoolExecutor(2) as workers:
        texts = dict(zip(names, workers.map(lambda name: play(_written(docs, name)), names), strict=True))
    pages = {name: Page(path_of(name), title, texts[name]) for group in groups for name, title in group.items()}
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

    def led(link: re.Match[str]) -> str:
        label, address = link.groups()
        if address.startswith("#"):
            return link.group()
        target, mark, anchor = address.partition("#")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)).removesuffix(".md")
        if wanted not in places:
            return label
        return f"[{label}]({between(path_of(name), places[wanted])}{mark}{anchor})"

    return _LINK.sub(led, text)


def _places() -> Mapping[str, str]:
    written = {name: path_of(name) for group in (TUTORIAL, HOW_TO, EXPLANATION) for name in group}
    return {**written, "trust/validation": "trust/validation.md", "performance": "trust/performance.md"}
