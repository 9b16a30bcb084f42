"""What can be done about a broken limit is told where the broken limit is."""

from __future__ import annotations

from dataclasses import replace

from advisor.recommendation.limits import stated_limits
from advisor.recommendation.recommendation import Estimate
from advisor.recommendation.ways_out import WayOut, WaysOut
from advisor.rendering.model import recommendation_json
from advisor.rendering.report import report_html, report_index, report_markdown
from advisor.rendering.terminal import recommendation_text
from advisor.rendering.ways_out import nearest_texts, views_of, ways_out_json
from tests.rendering import world
from tests.rendering.test_limits import with_budget

FOUND = with_budget(25.0)
BROKEN = tuple(stated_limits(FOUND, FOUND.system.requirements))
WAY = WayOut(
    keeps=("latency_p99_ms",),
    breaks=(),
    changes={"prediction_mode": "batch"},
    settled={"prediction_mode": "batch", "hardware": "cpu"},
    score=1.6,
    estimates={
        "latency_p99_ms": (FOUND.estimates["latency_p99_ms"], Estimate(2.0, 3.0, 5.0, "ms")),
        "availability": (Estimate(0.99, 0.99, 0.99, "fraction"), None),
        "staleness_s": (None, Estimate(60.0, 60.0, 60.0, "s")),
    },
)
TOLD = (
    "Prediction mode: Batch instead of Online. It falls behind what is recommended by 5 to 1. "
    "Latency, 99th percentile 3 ms instead of 31 ms."
)
NO_WAY = "No architecture of known estimate keeps it with your fixed decisions; the nearest comes to 28 ms."


def test_a_way_out_is_told_on_every_page_and_in_the_terminal() -> None:
    found = WaysOut(BROKEN, (WAY,), {})
    (view,) = views_of(found, FOUND, world.knowledge(), "a file.yaml")
    assert (view.title, view.text) == ("A way out", TOLD)
    assert view.command == "advisor whatif 'a file.yaml' --set prediction_mode=batch --set hardware=cpu"
    terminal = recommendation_text(FOUND, world.knowledge(), path="a file.yaml", ways_out=found, width=80)
    assert f"probably broken. A way out: {TOLD} Look at it: {view.command}" in " ".join(terminal.split())
    assert max(map(len, terminal.splitlines())) <= 80
    dossier = replace(world.dossier(FOUND), ways_out=found)
    command = "advisor whatif system.yaml --set prediction_mode=batch --set hardware=cpu"
    for text in (report_index(dossier), report_markdown(dossier)):
        assert f"\nA way out: {TOLD} Look at it with `{command}`.\n" in text
    assert f"<p><b>A way out</b>: {TOLD} Look at it with <code>{command}</code>.</p>" in report_html(dossier)


def test_that_no_architecture_keeps_a_limit_is_told_with_the_nearest() -> None:
    found = WaysOut(BROKEN, (), {"latency_p99_ms": 28.0})
    assert FOUND.system.fixed
    assert nearest_texts(found, FOUND) == {"latency_budget_ms": NO_WAY}
    terminal = recommendation_text(FOUND, world.knowledge(), path="file.yaml", ways_out=found)
    assert f"probably broken. {NO_WAY}" in " ".join(terminal.split())
    dossier = replace(world.dossier(FOUND), ways_out=found)
    assert f"probably broken. {NO_WAY}\n" in report_index(dossier)
    assert f"\nLatency, 99th percentile: {NO_WAY}\n" in report_markdown(dossier)
    assert f"estimated 31 ms (18 to 55). {NO_WAY}</li>" in report_html(dossier)


def test_of_several_limits_it_is_said_which_a_way_keeps_and_which_it_does_not() -> None:
    way = replace(WAY, breaks=("availability",))
    (view,) = views_of(WaysOut((*BROKEN, *BROKEN), (way,), {}), FOUND, world.knowledge(), "x.yaml")
    assert view.title == "A way out for Latency, 99th percentile"
    assert "It leaves Availability beyond the limit." in view.text


def test_a_limit_of_what_is_no_longer_there_is_kept() -> None:
    way = replace(WAY, estimates={"latency_p99_ms": (FOUND.estimates["latency_p99_ms"], None)})
    (view,) = views_of(WaysOut(BROKEN, (way,), {}), FOUND, world.knowledge(), "x.yaml")
    assert view.text.endswith("Latency, 99th percentile no longer applies.")


def test_machines_read_what_changes_and_what_it_costs() -> None:
    shown = recommendation_json(FOUND, WaysOut(BROKEN, (WAY,), {"availability": 0.9}))
    assert shown["nearest_to_limits"] == {"availability": 0.9}
    (way,) = shown["ways_out"]
    assert way == {
        "keeps": ["latency_p99_ms"],
        "breaks": [],
        "changes": {"prediction_mode": "batch"},
        "fixed": {"prediction_mode": "batch", "hardware": "cpu"},
        "score": 1.6,
        "estimates": {
            "latency_p99_ms": {"recommended": 31.0, "instead": 3.0, "unit": "ms"},
            "availability": {"recommended": 0.99, "instead": None, "unit": "fraction"},
            "staleness_s": {"recommended": None, "instead": 60.0, "unit": "s"},
        },
    }
    assert ways_out_json(None) == {}
