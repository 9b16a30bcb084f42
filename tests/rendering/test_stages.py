import re
from dataclasses import replace

from advisor.reasoning.simplest import Move
from advisor.rendering.pdf import report_words
from advisor.rendering.report import report_html, report_markdown
from advisor.rendering.stages import stages_of, step_in_words, unmeasured_in_words
from tests.rendering import world

FAR = Move("prediction_mode", "online", "event_driven", "peak_requests_per_second", 9_000.0, "above")
NEAR = Move("feature_consistency", "shared_code", "log_and_train", "latency_budget_ms", 60.0, "below")


def test_the_first_stage_says_what_is_lighter_and_the_nearest_threshold_comes_first() -> None:
    plan = stages_of(world.study(moves=(FAR, NEAR), simpler=True), world.recommendation().system, world.knowledge())
    assert [(item.start, item.later, item.measured) for item in plan.lighter] == [
        ("Shared code", "Log and train", True)
    ]
    assert [(step.measure, step.condition, step.today, step.turns[0].later) for step in plan.steps] == [
        ("latency_budget_ms", "falls below 60 ms", "80 ms", "Log and train"),
        ("peak_requests_per_second", "rises above 9,000/s", "200/s to 900/s", "Event-driven"),
    ]


def test_one_threshold_that_turns_two_decisions_is_told_once() -> None:
    both = (NEAR, replace(NEAR, decision="prediction_mode", option="batch", heavier="online"))
    plan = stages_of(world.study(moves=both, simpler=True), world.recommendation().system, world.knowledge())
    (step,) = plan.steps
    assert [(turn.start, turn.later) for turn in step.turns] == [("Shared code", "Log and train"), ("Batch", "Online")]
    assert step_in_words(step) == (
        "latency_budget_ms falls below 60 ms (today: 80 ms): Feature consistency goes from Shared code to "
        "Log and train; Prediction mode goes from Batch to Online."
    )


def test_a_threshold_of_another_order_of_magnitude_is_no_step() -> None:
    beyond = replace(FAR, at=900_000.0)
    plan = stages_of(world.study(moves=(beyond,), simpler=True), world.recommendation().system, world.knowledge())
    assert plan.steps == ()
    assert [item.measured for item in plan.lighter] == [False]
    told = "No single measured number says when to go on with Feature consistency."
    assert unmeasured_in_words(plan) == told
    dossier = replace(world.dossier(), study=world.study(moves=(beyond,), simpler=True))
    for text in (report_html(dossier), report_markdown(dossier), report_words(dossier, {})["plan"]["unmeasured"]):
        assert re.sub(r"<dfn>(\w+)</dfn><span[^>]*>[^<]*</span>", r"\1", text).count(told) == 1


def test_a_threshold_that_is_the_number_of_today_is_crossed_by_any_step() -> None:
    here = replace(NEAR, at=80.0)
    plan = stages_of(world.study(moves=(here,), simpler=True), world.recommendation().system, world.knowledge())
    assert [step.condition for step in plan.steps] == ["falls at all"]


def test_both_reports_tell_the_plan() -> None:
    dossier = replace(world.dossier(), study=world.study(moves=(NEAR,), simpler=True))
    for text in (report_html(dossier), report_markdown(dossier)):
        assert "effort 3 instead of 4" in text
        assert "Shared code" in text
        assert "falls below 60 ms" in text
        assert "would be settled if label_delay_s is below 1 h" in text


def test_where_nothing_simpler_suffices_the_plan_says_so() -> None:
    text = report_markdown(replace(world.dossier(), study=world.study()))
    assert "The recommendation is the simplest architecture that suffices" in text
    assert "No single measured number within 100 times that of today calls for a heavier option." in text
