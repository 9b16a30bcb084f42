"""Terms of the field explained where they first stand: found in a finished page, for readers new to the field."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser

from advisor.knowledge.schema import Term

_SILENT = frozenset(
    {"a", "abbr", "cite", "code", "footer", "h1", "h2", "h3", "h4", "label", "nav", "style", "summary", "svg"}
)
_SILENT |= {"title", "th", "figcaption"}
_PICTURE = re.compile(r"(<svg\b.*?</svg>)", re.DOTALL)
"""Most of a page, and nothing in it is explained."""

_VOID = frozenset({"meta", "br", "link", "img", "hr", "input"})


def terms_in(text: str, glossary: Mapping[str, Term]) -> list[Term]:
    """The terms that stand in a text, by alphabet."""
    pattern, owners = _matcher(glossary)
    found = {owners[match[0].lower()] for match in pattern.finditer(text)} if owners else set()
    return sorted((glossary[name] for name in found), key=lambda term: term.term.lower())


def explained(page: str, glossary: Mapping[str, Term]) -> tuple[str, list[Term]]:
    """An HTML page with the meaning of each term after the first place where it stands in running text.

    The meaning is a ``span`` of class ``meaning``, which the style sheet shows to those who ask for it.

    Returns:
        The page, and the terms explained by alphabet.
    """
    if not glossary:
        return page, []
    reader = _Reader(glossary)
    for number, part in enumerate(_PICTURE.split(page)):
        if number % 2 and not reader.rawdata:
            reader.pieces.append(part)
        else:
            reader.feed(part)
    reader.close()
    return "".join(reader.pieces), sorted((glossary[name] for name in reader.told), key=lambda term: term.term.lower())


class _Reader(HTMLParser):
    """Copies a page piece by piece, and explains terms in its text on the way."""

    def __init__(self, glossary: Mapping[str, Term]) -> None:
        super().__init__(convert_charrefs=False)
        self.glossary = glossary
        self.pattern, self.owners = _matcher(glossary)
        self.pieces: list[str] = []
        self.told: set[str] = set()
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - copied whole
        self.pieces.append(str(self.get_starttag_text()))
        if (tag in _SILENT or self._silent) and tag not in _VOID:
            self._silent += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as above
        self.pieces.append(str(self.get_starttag_text()))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(f"</{tag}>")
        self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data if self._silent else self.pattern.sub(self._explain, data))

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.pieces.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.pieces.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self.pieces.append(f"<!--{data}-->")

    def _explain(self, match: re.Match[str]) -> str:
        name = self.owners[match[0].lower()]
        if name in self.told:
            return match[0]
        self.told.add(name)
        meaning = html.escape(self.glossary[name].meaning)
        return f'<dfn>{match[0]}</dfn><span class="meaning"> ({meaning})</span>'


def _matcher(glossary: Mapping[str, Term]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for every form, the longest first, and the term of each form in small letters."""
    owners = {form.lower(): name for name, term in glossary.items() for form in (term.term, *term.forms)}
    forms = sorted(owners, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE), owners
