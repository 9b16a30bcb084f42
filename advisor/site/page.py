"""What a site is made of before it is built: pages of Markdown, files that go with them, and the order of reading."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.rendering.environment import Markdown, escape_markdown, markdown_environment


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: inside the site, ending in ``.md``.
        title: as the navigation shows it.
        text: Markdown.
    """

    path: str
    title: str
    text: str


@dataclass(frozen=True)
class Section:
    """Pages that are read together; the first is the way in."""

    title: str
    pages: tuple[Page | Section, ...]

    def all_pages(self) -> Iterable[Page]:
        """Every page, also of the sections inside, in order of reading."""
        for part in self.pages:
            if isinstance(part, Page):
                yield part
            else:
                yield from part.all_pages()


@dataclass(frozen=True)
class Site:
    """A whole site before it is built.

    Attributes:
        name: stands at the head of every page.
        sections: in order of reading.
        assets: other files by path inside the site.
        stamp: which knowledge it was made from; stands at the foot of every page.
    """

    name: str
    sections: tuple[Section | Page, ...]
    stamp: str
    assets: Mapping[str, bytes] = field(default_factory=dict)

    def all_pages(self) -> Iterable[Page]:
        """Every page in order of reading."""
        return Section(self.name, self.sections).all_pages()


def render(template: str, **values: Any) -> str:
    """A page's text from a template of ``templates/site``; what it shows is escaped unless it is Markdown."""
    return markdown_environment().get_template(f"site/{template}.md.jinja").render(**values)


def built(path: str) -> str:
    """Where the page of a Markdown path stands once it is built."""
    page, _, anchor = path.partition("#")
    return page.removesuffix(".md") + ".html" + (f"#{anchor}" if anchor else "")


def between(source: str, target: str) -> str:
    """The relative address of ``target`` (with or without an anchor) from the page ``source``."""
    page, mark, anchor = target.partition("#")
    return posixpath.relpath(page, posixpath.dirname(source) or ".") + mark + anchor


def to(source: str, target: str, label: object) -> Markdown:
    """A Markdown link from the page ``source`` to the page ``target``."""
    return Markdown(f"[{escape_markdown(label)}]({between(source, target)})")


def anchor(name: str) -> str:
    """``name`` as the id of a heading."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
