"""Charts of numbers: what stands in them, in words too, and readable without colour."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from advisor.advise import advise
from advisor.forecast.plan import forecast_plan
from advisor.recommendation.recommendation import Estimate
from advisor.rendering.numbercharts import number_charts
from advisor.rendering.waterfall import waterfall
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE

SVG = "{http://www.w3.org/2000/svg}"
CHAT = System(
    "chat",
    requirements={
        "task": "generation", "modality": ("text",), "prediction_trigger": "user_request", "input_space": "open",
        "mean_requests_per_second": 2.0, "tokens_in": 2000.0, "tokens_out": 500.0, "point_of_use": "server",
        "third_party_api_allowed": True, "latency_budget_ms": 60000.0,
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def charts() -> dict[str, str]:
    return number_charts(advise(KNOWLEDGE, CHAT), forecast_plan(KNOWLEDGE))


def _words(text: str) -> str:
    return " | ".join(element.text or "" for element in ET.fromstring(text).iter(f"{SVG}text"))


def test_there_is_a_waterfall_a_tornado_and_a_break_even(charts: dict[str, str]) -> None:
    assert {"latency", "cost", "latency-p99-tornado", "running-cost-tornado", "break-even-output-tokens"} <= set(charts)


def test_every_chart_is_an_image_with_a_title_and_a_description(charts: dict[str, str]) -> None:
    for name, text in charts.items():
        root = ET.fromstring(text)
        assert root.get("role") == "img", name
        assert len(root.findtext(f"{SVG}title") or "") > 10
        assert len(root.findtext(f"{SVG}desc") or "") > 40


def test_the_budget_and_the_place_of_the_user_are_marked(charts: dict[str, str]) -> None:
    assert "Budget: 1 min" in _words(charts["latency"])
    assert "you: 2.6 bn tokens/month" in _words(charts["break-even-output-tokens"])
    assert "equal at" in _words(charts["break-even-output-tokens"])


def test_lines_and_bars_differ_without_colour(charts: dict[str, str]) -> None:
    assert "stroke-dasharray" in charts["break-even-output-tokens"]
    assert "url(#hatch)" in charts["running-cost-tornado"]
    assert set(re.findall(r"#[0-9a-fA-F]{6}", charts["break-even-output-tokens"])) <= {
        "#1a1a1a", "#595959", "#c8c8c8", "#ffffff",
    }  # fmt: skip


def test_nothing_lies_outside_the_drawing(charts: dict[str, str]) -> None:
    for name, text in charts.items():
        root = ET.fromstring(text)
        width, height = float(root.get("width", 0)), float(root.get("height", 0))
        for bar in root.iter(f"{SVG}rect"):
            assert float(bar.get("x", 0)) + float(bar.get("width", 0)) <= width + 0.1, name
        for label in root.iter(f"{SVG}text"):
            assert 0 <= float(label.get("y", 0)) <= height, name


def test_parts_follow_each_other_and_end_at_their_sum() -> None:
    parts = {"model": Estimate(1, 2, 4, "ms"), "network": Estimate(2, 3, 6, "ms")}
    root = ET.fromstring(waterfall("Latency", Estimate(4, 5, 9, "ms", parts)))
    model, network, together = (bar for bar in root.iter(f"{SVG}rect") if bar.get("stroke"))
    assert float(network.get("x", 0)) == pytest.approx(float(model.get("x", 0)) + float(model.get("width", 0)), abs=0.1)
    widths = float(model.get("width", 0)) + float(network.get("width", 0))
    assert float(together.get("width", 0)) == pytest.approx(widths, abs=0.2)


def test_equal_input_gives_equal_bytes(charts: dict[str, str]) -> None:
    assert number_charts(advise(KNOWLEDGE, CHAT), forecast_plan(KNOWLEDGE)) == charts
