import pytest
from jinja2 import UndefinedError
from markdown_it import MarkdownIt

from advisor.rendering.environment import (
    Markdown,
    code_span,
    escape_markdown,
    html_environment,
    link,
    markdown_environment,
    web_address,
    yaml_text,
)
from tests.rendering.world import HOSTILE


def rendered(text: str) -> list[str]:
    """The kinds of tokens a Markdown reader finds in ``text``."""
    return [child.type for token in MarkdownIt("commonmark").parse(text) for child in (token, *(token.children or ()))]


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "# heading",
        "- item",
        "+ item",
        "1. item",
        "12) item",
        "===",
        "---",
        "> quote",
        "    code",
        "```\ncode\n```",
        "~~~",
        "<b>bold</b>",
        "<!-- comment",
        "**bold** _quiet_ `code`",
        "[text](javascript:alert(1))",
        "![picture](x)",
        "[text]: http://x",
        "&lt;script&gt;",
        "back\\slash",
        "two\n\nparagraphs",
    ],
)
def test_escaped_text_is_one_literal_paragraph(text: str) -> None:
    kinds = rendered(escape_markdown(text))
    assert set(kinds) <= {"paragraph_open", "inline", "text", "paragraph_close", "text_special"}


def test_escaping_leaves_ordinary_text_readable() -> None:
    assert escape_markdown("1.6 to 1 for Log and train: p99_ms at 80 ms, -0.5") == (
        "1.6 to 1 for Log and train: p99_ms at 80 ms, -0.5"
    )


def test_escaping_twice_is_escaping_once() -> None:
    once = escape_markdown(HOSTILE)
    assert escape_markdown(once) == once


def test_values_are_escaped_unless_marked_as_markdown() -> None:
    template = markdown_environment().from_string("{{ raw }} {{ made }} {{ number }}")
    assert template.render(raw="*a*", made=Markdown("*b*"), number=-1) == "\\*a\\* *b* -1"


def test_html_is_escaped() -> None:
    assert html_environment().from_string("{{ x }}").render(x="<b>&") == "&lt;b&gt;&amp;"


@pytest.mark.parametrize("environment", [markdown_environment, html_environment])
def test_undefined_names_are_errors(environment) -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ missing }}").render()


def test_code_spans_hold_backticks() -> None:
    for text in ("plain", "a`b", "``", "`", "a|b"):
        kinds = rendered(code_span(text))
        assert kinds == ["paragraph_open", "inline", "code_inline", "paragraph_close"]


def test_only_web_addresses_and_own_paths_become_links() -> None:
    assert link("a", "https://example.org/x?y=1") == "[a](https://example.org/x?y=1)"
    assert link("a", "0001-mode.md") == "[a](0001-mode.md)"
    assert link("a*", "javascript:alert(1)") == "a\\*"
    assert link("a", "https://example.org/) [b](x") == "a"
    assert web_address("ftp://example.org") is None
    assert web_address(None) is None


def test_yaml_text_stays_one_scalar() -> None:
    assert yaml_text('a"b: c\n- d') == '"a\\"b: c - d"'
