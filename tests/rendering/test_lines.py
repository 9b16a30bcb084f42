"""Lines of styled text, held against a library that lays out whole screens."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from advisor.rendering.lines import Span, columns_of, cut, painted, wrapped

WORDS = st.lists(st.text("ab-.é語…", min_size=1, max_size=12), min_size=1, max_size=12)
PIECES = st.lists(st.tuples(WORDS, st.sampled_from(["", "bold", "dim"])), min_size=1, max_size=3)


@given(PIECES, st.integers(4, 40))
def test_text_breaks_where_rich_breaks_it(pieces: list[tuple[list[str], str]], width: int) -> None:
    spans = [Span(" ".join(words) + " ", style) for words, style in pieces]
    console = Console(file=StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(Text.assemble(*((span.text, span.style) for span in spans)))
    assert isinstance(console.file, StringIO)
    expected = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert [painted(line, colour=False) for line in wrapped(spans, width)] == expected


@given(PIECES, st.integers(4, 40))
def test_each_character_keeps_its_style(pieces: list[tuple[list[str], str]], width: int) -> None:
    spans = [Span("".join(words), style) for words, style in pieces]
    found = [span for line in wrapped(spans, width) for span in line]
    for style in ("", "bold", "dim"):
        of_style = "".join(span.text for span in spans if span.style == style)
        assert "".join(span.text for span in found if span.style == style) == of_style


@given(st.text("ab 語…"), st.integers(1, 20))
def test_what_is_cut_has_exactly_its_columns(text: str, width: int) -> None:
    shown = cut(text, width)
    assert columns_of(shown) == width
    assert ("…" in shown) == ("…" in text[: len(shown)] or columns_of(text) > width)


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("語", 2), ("e\u0301", 1), ("…·", 2)])
def test_columns(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_styles_are_written_only_in_colour() -> None:
    spans = [Span("Next: ", "bold"), Span("go")]
    assert painted(spans, colour=True) == "\x1b[1mNext: \x1b[0mgo"
    assert painted(spans, colour=False) == "Next: go"
