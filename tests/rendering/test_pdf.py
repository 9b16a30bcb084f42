from dataclasses import replace
from html import unescape

import pytest

from advisor.recommendation.ways_out import WaysOut
from advisor.rendering import wording
from advisor.rendering.pdf import report_pdf, report_words
from advisor.rendering.picture import Picture
from advisor.rendering.study import firmness_text
from tests.rendering import world
from tests.rendering.test_ways_out import BROKEN, FOUND, NO_WAY, TOLD, WAY

PICTURES = {"context": Picture("Context", "One box.", 'digraph { a [pos="50,50", fontname="Arial"] }', 0)}
MARKUP = '#panic("run") $x$ *b* `r` \\ <label> @ref [= // /* "quoted"'


def test_the_report_is_tagged_for_screen_readers_and_the_same_each_time() -> None:
    dossier = replace(world.dossier(), study=world.study(simpler=True))
    made = report_pdf(dossier, PICTURES)
    assert made.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert report_pdf(dossier, PICTURES) == made


@pytest.mark.parametrize("name", [MARKUP, world.HOSTILE])
def test_names_are_never_read_as_markup(name: str) -> None:
    made = report_pdf(world.dossier(world.recommendation(name, name)), {})
    title = made[made.index(b"<dc:title>") : made.index(b"</dc:title>")].decode()
    assert unescape(title).startswith(f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{wording.plain(name)}')


def test_a_name_without_glyphs_is_set_without_the_claim_to_be_accessible() -> None:
    made = report_pdf(world.dossier(world.recommendation("支付", "付款评分")), {})
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" not in made


def test_conflicting_answers_are_set_too() -> None:
    assert report_pdf(world.dossier(world.conflicting()), {}).startswith(b"%PDF-")


def test_the_words_are_those_of_the_other_reports() -> None:
    words = report_words(replace(world.dossier(), study=world.study(simpler=True)), PICTURES)
    assert [row[0] for row in words["risks"]] == [
        "A new feature has no history. (Log and train)",
        "Requests queue at the peak. (Online)",
    ]
    assert words["plan"]["lighter"] == ["Feature consistency: Shared code before Log and train"]
    assert words["plan"]["unmeasured"] == "No single measured number says when to go on with Feature consistency."
    assert words["pictures"] == [{"file": "context.svg", "title": "Context", "words": "Context. One box."}]
    assert words["firmness"] == firmness_text(world.study(simpler=True), world.knowledge())
    assert len(words["firmness"]) > 1
    assert ["feature", "An input <computed> from raw data."] in words["terms"]


def test_a_way_out_is_set_below_the_limits() -> None:
    found = replace(world.dossier(FOUND), ways_out=WaysOut(BROKEN, (WAY,), {}))
    command = "advisor whatif system.yaml --set prediction_mode=batch --set hardware=cpu"
    assert report_words(found, PICTURES)["ways_out"] == [f"A way out: {TOLD} Look at it with: {command}"]
    nearest = replace(found, ways_out=WaysOut(BROKEN, (), {"latency_p99_ms": 28.0}))
    assert report_words(nearest, PICTURES)["ways_out"] == [f"Latency, 99th percentile: {NO_WAY}"]
    assert report_pdf(found, PICTURES).startswith(b"%PDF-")
