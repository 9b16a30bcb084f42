"""How wide a text is in Arial, and how it breaks into lines.

Widths are those of the metric-compatible Helvetica, in thousandths of the font size (Adobe Font Metrics,
Core 14 fonts). A letter outside the table counts as wide as a capital M, so a box is never too small.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from advisor.rendering.wording import shortened

_REGULAR_GROUPS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " \u00a0!,./:;I[\\]ft",
    333: "()-`r·",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu–",
    584: "+<=>~×−",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—→←",
    1015: "@",
}
_BOLD_GROUPS = {
    238: "'",
    278: " \u00a0,./I\\ijl",
    333: "!()-:;[]`ft·",
    389: "*r{}",
    474: '"',
    500: "z",
    556: "#$0123456789J_aceksvxy–",
    584: "+<=>~^×−",
    611: "?FLTZbdghnopqu",
    667: "EPSVXY",
    722: "&ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "%m",
    944: "W",
    975: "@",
    1000: "—→←",
}


def _table(groups: dict[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in groups.items() for letter in letters}


_WIDTHS = {False: _table(_REGULAR_GROUPS), True: _table(_BOLD_GROUPS)}
_OTHER = 833

NO_BREAK = "\u00a0"
"""A space at which no line breaks: between a number and its unit."""

LONGEST_TITLE = 120
"""Letters in the title of a diagram."""

LONGEST_NAME = 60
"""Letters in the name of a box."""

LONGEST_FRAME = 24
"""Letters in the name of a frame, which may be as narrow as one box."""

LONGEST_LABEL = 90
"""Letters in a label or a line of a box."""

LONGEST_TEXT = 600
"""Letters in a caption, a tooltip or a note."""


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of ``text`` in points at ``size`` points."""
    widths = _WIDTHS[bold]
    return sum(widths.get(letter, _OTHER) for letter in text) * size / 1000


def drawable(text: str, longest: int) -> str:
    r"""``text`` on one line of at most ``longest`` letters, none of which Graphviz takes for a command.

    Graphviz puts names in for ``\N`` and its like even in HTML-like labels, so backslashes become slashes.
    """
    return shortened(text, longest).replace("\\", "/")


def wrap(text: str, size: float, width: float, bold: bool = False) -> tuple[str, ...]:
    """``text`` in lines of at most ``width`` points, broken at spaces but not at ``NO_BREAK``.

    A word that is longer than a line is broken inside.
    """
    if text and text_width(text, size, bold) <= width:
        return (text,)
    lines: list[str] = []
    for word in (piece for whole in text.split(" ") for piece in _pieces(whole, size, width, bold)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _pieces(word: str, size: float, width: float, bold: bool) -> Iterator[str]:
    """``word`` in pieces of at most ``width`` points and at least one letter, after a hyphen where there is one."""
    while len(word) > 1 and text_width(word, size, bold) > width:
        fitting = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], size, bold) <= width)
        hyphen = word.rfind("-", 0, fitting) + 1
        cut = hyphen or fitting
        yield word[:cut]
        word = word[cut:]
    yield word
