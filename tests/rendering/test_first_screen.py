from dataclasses import replace

from advisor.reasoning.flips import Flip
from advisor.recommendation.recommendation import Estimate
from advisor.rendering import first_screen
from advisor.rendering.pdf import report_words
from advisor.rendering.report import report_html, report_markdown
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


def test_a_cost_says_what_most_of_it_goes_into_and_what_is_not_counted() -> None:
    parts = {
        "serving": Estimate(100.0, 200.0, 300.0, "USD/month"),
        "review": Estimate(500.0, 800.0, 900.0, "USD/month"),
    }
    uncounted = "Storage of data is not counted."
    cost = Estimate(600.0, 1000.0, 1200.0, "USD/month", parts, (uncounted,))
    dossier = world.dossier(replace(world.recommendation(), estimates={"cost_usd_month": cost}))
    told = [("Cost with people", "1,000 USD/month (600 to 1,200), 80 % of it people who review predictions")]
    assert first_screen.costs(dossier) == told
    assert f"\n* {uncounted}\n" in report_markdown(dossier)
    assert report_words(dossier, {})["caveats"] == [uncounted]
    even = replace(cost, breakdown={name: replace(part, mid=500.0) for name, part in parts.items()})
    dossier = world.dossier(replace(world.recommendation(), estimates={"cost_usd_month": even}))
    assert first_screen.costs(dossier) == [("Cost with people", "1,000 USD/month (600 to 1,200)")]
