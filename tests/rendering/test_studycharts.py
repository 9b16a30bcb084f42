"""Charts of a study: they show its figures and read without sight of them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from advisor.advise import advise
from advisor.locations import knowledge_folder
from advisor.rendering import wording
from advisor.rendering.studycharts import study_charts
from advisor.requirements.reading import read_system
from advisor.study import study
from tests.strategies import KNOWLEDGE

EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"
SVG = "{http://www.w3.org/2000/svg}"


def test_charts_of_a_study_show_its_figures_in_marks_and_in_words() -> None:
    system = read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, KNOWLEDGE)
    recommendation = advise(KNOWLEDGE, system)
    found = study(KNOWLEDGE, system, recommendation)
    charts = study_charts(recommendation, found, KNOWLEDGE)
    assert list(charts) == ["robustness", "pareto"]
    robustness, pareto = (ET.fromstring(chart) for chart in charts.values())
    assert wording.percent(found.robustness.keeps_all) in str(robustness.findtext(f"{SVG}title"))
    stays = [str(mark.text) for mark in robustness.iter(f"{SVG}text") if str(mark.text).startswith("stays ")]
    assert sorted(stays) == sorted(f"stays {wording.percent(share)}" for share in found.robustness.keeps.values())
    assert len(list(pareto.iter(f"{SVG}circle"))) == len(found.front.points)
    assert str(pareto.findtext(f"{SVG}desc")).count("(") == len(found.front.points) + 1
    assert study_charts(recommendation, found, KNOWLEDGE) == charts
