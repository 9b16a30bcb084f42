from dataclasses import replace

from advisor.reasoning.flips import Flip
from advisor.rendering import first_screen
from advisor.rendering.report import report_html
from tests.rendering import world

FAR = Flip("prediction_mode", "online", "batch", "latency_budget_ms", at=5000.0, side="above")
NEAR = Flip("prediction_mode", "online", "event_driven", "peak_requests_per_second", at=1000.0, side="above")


def test_three_decisions_at_most_and_those_first_that_bring_most() -> None:
    dossier = world.dossier()
    found = first_screen.weightiest(dossier)
    assert len(found) == 3
    assert len(found[0].parts) >= len(found[-1].parts)


def test_the_nearest_threshold_stands_first() -> None:
    dossier = replace(world.dossier(), study=world.study((FAR, NEAR)))
    assert [change.measure for change in first_screen.changes(dossier)] == [
        "peak_requests_per_second",
        "latency_budget_ms",
    ]
    assert first_screen.changes(world.dossier()) == []


def test_the_picture_the_decisions_the_cost_and_what_could_change_come_before_the_contents() -> None:
    page = report_html(replace(world.dossier(), study=world.study((NEAR,))))
    marks = ["<svg", "The decisions that matter most", "What it costs", "What could change it", 'aria-label="Contents"']
    places = [page.index(mark) for mark in (*marks, "Decisions at a glance</h2>")]
    assert places == sorted(places)
    assert "rises above 1,000/s" in page
