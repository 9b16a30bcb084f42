import pytest

from advisor.site.generator import SiteFailed, build
from advisor.site.page import Page, Section, Site


def _site(text: str) -> Site:
    way_in = Page("index.md", "Start", "# Start\n\n[deep](deep/page.md#place)\n")
    return Site("A site", (way_in, Section("More", (Page("deep/page.md", "Deep", text),))), "stamp 1")


def test_the_same_site_gives_the_same_bytes_and_loads_nothing_from_elsewhere() -> None:
    site = _site("# Deep\n\n## Place\n\nWords.\n")
    built = build(site)
    assert built == build(site)
    page = built["deep/page.html"].decode()
    assert 'src="../assets/javascripts/iframe-worker.js"' in page
    assert "stamp 1" in page
    assert "Words." in built["search.js"].decode()


@pytest.mark.parametrize(
    "text", ["# Deep\n\n## Place\n\n[dead](gone.md)\n", "# Deep\n\nNo such place.\n"], ids=["page", "anchor"]
)
def test_a_dead_link_stops_the_build(text: str) -> None:
    with pytest.raises(SiteFailed, match="issue"):
        build(_site(text))


def test_a_page_that_would_load_from_elsewhere_stops_the_build() -> None:
    with pytest.raises(SiteFailed, match="from elsewhere"):
        build(_site('# Deep\n\n## Place\n\n<img alt="" src="https://example.org/pixel.png">\n'))
