"""An estimate beyond a stated limit is told wherever the recommendation is."""

from dataclasses import replace

from advisor.recommendation.recommendation import Recommendation
from advisor.rendering.limits import limits_json, limits_of
from advisor.rendering.report import report_html, report_index, report_markdown
from advisor.rendering.terminal import recommendation_text
from tests.rendering import world

TOLD = "Latency, 99th percentile: 31 ms (18 to 55), where latency_budget_ms allows at most 25 ms: probably broken."


def with_budget(milliseconds: float) -> Recommendation:
    found = world.recommendation()
    answers = {**found.system.requirements, "latency_budget_ms": milliseconds}
    return replace(found, system=replace(found.system, requirements=answers))


def test_a_broken_limit_is_told_on_every_page_and_in_the_terminal() -> None:
    found = with_budget(25.0)
    dossier = world.dossier(found)
    assert [limit.text for limit in limits_of(found)] == [TOLD]
    terminal = recommendation_text(found, world.knowledge(), path="file.yaml")
    assert f"Beyond your limit: {TOLD}" in " ".join(terminal.split())
    assert f"\n* {TOLD}\n" in report_index(dossier)
    assert "| at most 25 ms (`latency_budget_ms`) | **probably broken** |" in report_markdown(dossier)
    assert '<b class="mark">probably broken</b>' in report_html(dossier)


def test_a_limit_that_is_kept_is_told_in_the_report_alone() -> None:
    found = with_budget(60.0)
    dossier = world.dossier(found)
    assert "Beyond your limit" not in recommendation_text(found, world.knowledge(), path="file.yaml")
    assert "Beyond your limit" not in report_index(dossier)
    assert "| at most 60 ms (`latency_budget_ms`) | kept |" in report_markdown(dossier)


def test_machines_read_the_limit_in_the_unit_of_the_estimate() -> None:
    (limit,) = limits_json(with_budget(25.0))
    assert limit == {
        "estimate": "latency_p99_ms",
        "answer": "latency_budget_ms",
        "at": 25.0,
        "unit": "ms",
        "breaks_when": "above",
        "verdict": "probably_broken",
    }
