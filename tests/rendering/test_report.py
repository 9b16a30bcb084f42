import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from advisor.rendering.report import report_html, report_index, report_markdown
from advisor.rendering.study import firmness_text
from advisor.rendering.svg import inlined
from tests.rendering import world

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Reads a page strictly: every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.references: list[tuple[str, str]] = []
        self.headings: list[int] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), (tag, names)
        for name, value in attributes:
            if name == "id":
                self.ids[value or ""] += 1
            if name in ("href", "src", "xlink:href", "aria-labelledby"):
                self.references.append((name, value or ""))
            assert not name.startswith("on")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(
    scope="module",
    params=[
        world.recommendation(),
        world.conflicting(),
        world.recommendation(world.HOSTILE, world.HOSTILE),
    ],
    ids=["ordinary", "conflicting", "hostile"],
)
def page(request: pytest.FixtureRequest) -> Page:
    found = Page(report_html(world.dossier(request.param)))
    assert found.open == []
    return found


def test_ids_are_unique_and_inner_links_lead_somewhere(page: Page) -> None:
    assert [name for name, times in page.ids.items() if times > 1] == []
    inner = {value.removeprefix("#") for name, value in page.references if value.startswith("#")}
    labels = {value for name, value in page.references if name == "aria-labelledby"}
    assert inner | labels <= set(page.ids)


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(page: Page) -> None:
    assert not {"script", "iframe", "link", "object", "embed", "img"} & set(page.tags)
    assert [
        value for name, value in page.references if name in ("src", "xlink:href") and not value.startswith("#")
    ] == []


def test_headings_descend_one_level_at_a_time(page: Page) -> None:
    assert page.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert page.tags["main"] == page.tags["h1"] == page.tags["title"] - page.tags["svg"] == 1


def test_report_text(snapshot) -> None:
    assert report_html(replace(world.dossier(), charts={})) == snapshot


def test_report_of_conflicting_answers(snapshot) -> None:
    assert report_html(world.dossier(world.conflicting())) == snapshot


@pytest.mark.parametrize("found", [world.recommendation(), world.conflicting()], ids=["ordinary", "conflicting"])
def test_index(found, snapshot) -> None:
    assert report_index(world.dossier(found)) == snapshot


def test_inlined_pictures_keep_their_inner_references() -> None:
    picture = inlined(world.DIAGRAMS["context"], "diagram-context")
    assert picture.startswith('<svg role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60">')
    assert 'id="diagram-context-box"' in picture
    assert 'href="#diagram-context-box"' in picture


@pytest.mark.parametrize("found", [world.recommendation(), world.conflicting()], ids=["ordinary", "conflicting"])
def test_report_in_markdown(found, snapshot) -> None:
    assert report_markdown(world.dossier(found)) == snapshot


def test_hostile_names_open_nothing_in_markdown() -> None:
    text = report_markdown(world.dossier(world.recommendation(world.HOSTILE, world.HOSTILE)))
    assert "<img" not in text.replace("\\<img", "")
    assert "\n# Owned" not in text


def test_the_report_in_markdown_says_how_firm_it_is() -> None:
    found = world.study(simpler=True)
    _, _, firm = report_markdown(replace(world.dossier(), study=found)).partition("\n## How firm it is\n\n")
    said = [line for line in firm.partition("\n## ")[0].splitlines() if line.startswith("* ")]
    assert len(said) == len(firmness_text(found, world.knowledge())) > 1
    assert "How firm it is" not in report_markdown(world.dossier())
