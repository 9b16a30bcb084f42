"""What every SVG of the advisor needs: words for those who can't see it, and ids that don't clash inside a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from advisor.rendering.wording import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_PROLOGUE = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_SIZE = re.compile(r'\s(?:width|height|role|aria-[a-z]+)="[^"]*"')
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_ID = re.compile(r'(\sid=")([^"]+)"')
_REFERENCE = re.compile(r'(url\(#|href="#|aria-labelledby=")([^")]+)')


def described(svg: str, title: str, description: str) -> str:
    """``svg`` as an image with a title and a description for screen readers."""
    words = f"<title>{escape(plain(title))}</title>\n <desc>{escape(plain(description))}</desc>"
    return _ROOT.sub(lambda root: f'{root.group()[:-1]} role="img">\n {words}', svg, count=1)


def of_figure(draw: Callable[[], Figure], name: str, title: str, description: str) -> str:
    """What ``draw`` makes with matplotlib, as a described SVG: text stays text, the same input gives the same bytes.

    Args:
        draw: makes the figure; called under the settings that all charts share.
        name: seeds the ids inside the picture.
    """
    import matplotlib as mpl

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": f"advisor-{name}",
        "font.family": ["sans-serif"],
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 10,
        "hatch.linewidth": 0.8,
        "text.parse_math": False,
    }
    with mpl.rc_context(settings):
        text = StringIO()
        draw().savefig(text, format="svg", metadata={"Date": None, "Creator": "advisor"})
    return described(text.getvalue(), title, description)


def inlined(svg: str, prefix: str) -> str:
    """``svg`` ready to stand inside an HTML page: no prologue, no fixed size, ids of its own, a name for its role.

    Args:
        prefix: begins every id, so that several pictures can share a page.
    """
    body = _METADATA.sub("", _PROLOGUE.sub("", svg, count=1)).strip()
    body = _ID.sub(rf'\g<1>{prefix}-\g<2>"', body)
    body = _REFERENCE.sub(rf"\g<1>{prefix}-\g<2>", body)
    return _ROOT.sub(lambda root: _SIZE.sub("", root.group()).replace("<svg", '<svg role="img"', 1), body, count=1)
