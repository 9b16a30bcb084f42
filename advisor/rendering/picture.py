"""A finished diagram: DOT text, drawn as SVG, PNG and PDF, with words for those who can't see it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cached_property

from advisor.rendering.dot import render
from advisor.rendering.drawing import Arrangement
from advisor.rendering.lettering import text_width
from advisor.rendering.typesetting import typeset
from advisor.rendering.wording import plain

PNG_DPI = 192
TEMPLATE = "report/picture.typ"


@dataclass(frozen=True)
class Picture:
    """A diagram as DOT text with coordinates, and what an accessible SVG needs beside it.

    Attributes:
        arrangement: what it was written from, of a view of the architecture.
    """

    title: str
    description: str
    dot: str
    edges: int
    arrangement: Arrangement | None = None

    @cached_property
    def svg(self) -> str:
        """The diagram as SVG text with role, title and description; its text stays text."""
        return _accessible(render(self.dot, "svg", self.edges).decode(), plain(self.title), plain(self.description))

    @cached_property
    def png(self) -> bytes:
        """The diagram as a PNG of ``PNG_DPI`` pixels per inch."""
        return render(self.dot, "png", self.edges, PNG_DPI)

    @cached_property
    def pdf(self) -> bytes:
        """The diagram as one page of its size, as ``typeset`` makes it; its text stays text.

        Raises:
            ModuleNotFoundError: typst is not there.
        """
        words = {"title": plain(self.title), "words": plain(self.description)}
        return typeset(TEMPLATE, words, {"picture.svg": self.svg.encode()})


_ROOT = re.compile(r"<svg ([^>]*)>", re.DOTALL)
_TEXT = re.compile(r'<text (?P<attributes>[^>]*font-size="(?P<size>[0-9.]+)"[^>]*)>(?P<text>[^<]*)</text>')


def _accessible(svg: str, title: str, description: str) -> str:
    """Give the picture a role and words, and each text the width it was laid out for.

    Where Arial is missing a viewer takes another font; ``textLength`` keeps its text inside the box.
    """
    words = f"<title>{html.escape(title)}</title>\n<desc>{html.escape(description)}</desc>"
    svg = _ROOT.sub(lambda root: f'<svg role="img" {root[1]}>\n{words}', svg, count=1)
    svg = svg.replace('font-family="Arial"', 'font-family="Arial, Arimo, Liberation Sans, Helvetica, sans-serif"')
    return _TEXT.sub(_with_width, svg)


def _with_width(found: re.Match[str]) -> str:
    text = html.unescape(found["text"])
    if not text.strip():
        return found[0]
    width = text_width(text, float(found["size"]), 'font-weight="bold"' in found["attributes"])
    return (
        f'<text {found["attributes"]} textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{found["text"]}</text>'
    )
