"""One diagram as PDF: of the diagram's own size, tagged, and never read as markup."""

from __future__ import annotations

import re

import pytest

from advisor.architecture.views import views
from advisor.rendering.diagrams import draw
from advisor.rendering.picture import Picture
from advisor.rendering.pictures import draw_all
from tests.architecture.world import HOSTILE, example, hostile


def picture() -> Picture:
    return draw(views(example("payment-fraud"))[0], {})


def test_a_diagram_is_one_tagged_page_of_its_own_size() -> None:
    drawn = picture()
    width, height = (float(n) for n in re.findall(r'(?:width|height)="([0-9.]+)pt"', drawn.svg)[:2])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in drawn.pdf
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", drawn.pdf)
    assert [tuple(map(float, box)) for box in boxes] == [pytest.approx((width, height), abs=0.5)]


def test_its_text_stays_text_and_its_bytes_stay_the_same() -> None:
    assert b"/ToUnicode" in picture().pdf
    assert picture().pdf == picture().pdf


@pytest.mark.parametrize("text", [*HOSTILE.values(), '#panic("run") $x$ *b* <label> @ref'])
def test_no_text_is_read_as_markup(text: str) -> None:
    assert draw(views(hostile(text))[0], {}).pdf.startswith(b"%PDF-")


def test_every_diagram_is_written_in_four_formats() -> None:
    assert sorted(draw_all({"containers": picture()})) == [
        f"containers.{kind}" for kind in ("dot", "pdf", "png", "svg")
    ]


def test_without_typst_the_other_formats_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.rendering.pictures.can_set", lambda: False)
    assert sorted(draw_all({"containers": picture()})) == [f"containers.{kind}" for kind in ("dot", "png", "svg")]
