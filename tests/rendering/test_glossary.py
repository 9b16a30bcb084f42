import pytest

from advisor.rendering.glossary import explained, terms_in
from advisor.rendering.report import report_html, report_markdown
from tests.rendering import world

MEANING = '<dfn>Features</dfn><span class="meaning"> (An input &lt;computed&gt; from raw data.)</span>'


def test_a_term_is_explained_where_it_first_stands_in_running_text() -> None:
    page = "<h2>Feature</h2><p><code>feature</code> Features &amp; a <b>feature</b></p>"
    assert explained(page, world.GLOSSARY) == (
        page.replace("Features", MEANING),
        [world.GLOSSARY["feature"]],
    )


def test_the_longer_term_wins_and_words_are_whole() -> None:
    page, terms = explained("<p>featured multi-feature Feature Store</p>", world.GLOSSARY)
    assert "featured multi-feature <dfn>Feature Store</dfn>" in page
    assert [term.term for term in terms] == ["feature store"]


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE html><p title="feature">x<br>&#955; &lt;</p><!-- feature -->',
        '<svg viewBox="0 0 1 1"><text>feature</text><path d="M0"/></svg><style>.feature { color: red }</style>',
        "<nav><a>feature</a></nav><summary>feature</summary>",
    ],
)
def test_the_rest_of_a_page_is_copied_as_it_is(page: str) -> None:
    assert explained(page, world.GLOSSARY) == (page, [])


def test_no_glossary_changes_nothing() -> None:
    assert explained("<p>feature</p>", {}) == ("<p>feature</p>", [])
    assert terms_in("feature", {}) == []


def test_meanings_show_to_those_who_ask_for_them_and_are_listed_at_the_end() -> None:
    page = report_html(world.dossier())
    assert page.index('id="newcomer"') < page.index('class="meaning"')
    assert "body:has(#newcomer:checked) .meaning { display: inline; }" in page
    assert page.index('class="meaning"') < page.index("<dt>feature</dt>") < page.index("</main>")
    assert "* **feature**: An input \\<computed\\> from raw data." in report_markdown(world.dossier())
