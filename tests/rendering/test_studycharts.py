"""Charts of a study: they show its figures and read without sight of them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from advisor.advise import advise
from advisor.locations import knowledge_folder
from advisor.reasoning.boundary import find_boundary
from advisor.reasoning.compiled import compiled
from advisor.rendering import wording
from advisor.rendering.boundarychart import boundary_chart, shown_decision
from advisor.rendering.studycharts import study_charts
from advisor.requirements.reading import read_system
from advisor.study import study
from tests.strategies import KNOWLEDGE

EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"
SVG = "{http://www.w3.org/2000/svg}"


def test_charts_of_a_study_show_its_figures_in_marks_and_in_words() -> None:
    system = read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, KNOWLEDGE)
    recommendation = advise(KNOWLEDGE, system)
    found = study(KNOWLEDGE, recommendation)
    charts = study_charts(recommendation, found, KNOWLEDGE)
    assert list(charts)[:2] == ["robustness", "pareto"]
    robustness, pareto = (ET.fromstring(charts[name]) for name in ("robustness", "pareto"))
    assert wording.percent(found.robustness.keeps_all) in str(robustness.findtext(f"{SVG}title"))
    stays = [str(mark.text) for mark in robustness.iter(f"{SVG}text") if str(mark.text).startswith("stays ")]
    assert sorted(stays) == sorted(f"stays {wording.percent(share)}" for share in found.robustness.keeps.values())
    assert len(list(pareto.iter(f"{SVG}circle"))) == len(found.front.points)
    assert str(pareto.findtext(f"{SVG}desc")).count("(") == len(found.front.points) + 1
    assert study_charts(recommendation, found, KNOWLEDGE) == charts


def test_the_boundary_shows_the_place_of_the_user_and_every_option_of_the_decision() -> None:
    system = read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, KNOWLEDGE)
    recommendation = advise(KNOWLEDGE, system)
    plane = find_boundary(compiled(KNOWLEDGE), system, "latency_budget_ms", "peak_requests_per_second")
    decision = shown_decision(recommendation, plane)
    assert decision is not None
    chart = boundary_chart(plane, decision, system, KNOWLEDGE)
    drawing = ET.fromstring(chart)
    words = [str(mark.text) for mark in drawing.iter(f"{SVG}text")]
    titles = {wording.plain(option.title) for option in KNOWLEDGE.decisions[decision].options.values()}
    assert len(titles & set(words)) == plane.turned()[decision] == len(list(drawing.iter(f"{SVG}pattern"))) - 1
    assert "you" in words
    assert "At your latency_budget_ms of 100 ms" in str(drawing.findtext(f"{SVG}desc"))
    assert boundary_chart(plane, decision, system, KNOWLEDGE) == chart
