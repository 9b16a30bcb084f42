import math
from dataclasses import replace

from advisor.recommendation.recommendation import OptionAdvice, Reason
from advisor.rendering import argument
from tests.rendering import world


def test_differences_add_up_over_both_options() -> None:
    advice = world.decisions()["prediction_mode"]
    found = argument.differences(advice, "online", "event_driven")
    assert [(item.reason.rule, round(item.effect, 6)) for item in found] == [
        ("somebody-waits-for-the-answer", 3.2),
        ("peaks-queue-up-on-a-stream", -0.5),
        ("priority:latency", 0.3),
    ]


def test_a_decision_without_runner_up_is_carried_by_what_rules_the_others_out() -> None:
    (carrier,) = argument.carried_by(world.decisions()["human_oversight"])
    assert carrier.reason.rule == "nobody-is-there-to-review"
    assert carrier.effect == math.inf


def test_nothing_carries_a_decision_that_does_not_apply() -> None:
    assert argument.carried_by(world.decisions()["llm_access"]) == ()


def test_a_coupling_that_forbids_is_no_exclusion() -> None:
    clash = Reason("clash", "coupling", "prediction_mode", "batch", -math.inf, 1.0, "No.", (), ("serving_runtime",))
    rule = replace(clash, rule="never", kind="rule")
    assert argument.exclusions(OptionAdvice(0.1, True, -2.0, (clash,))) == ()
    assert argument.exclusions(OptionAdvice(0.0, False, -math.inf, (clash, rule))) == (rule,)
    assert argument.verdict(clash) == "Does not go with the other decisions"
    assert argument.verdict(rule) == "Impossible"


def test_unsure_reasons_say_so() -> None:
    (reason,) = world.decisions()["compute_location"].options["on_premises"].reasons
    assert argument.verdict(reason) == "For, 3.3 to 1 (40 % likely to hold)"


def test_ranking_puts_the_recommended_option_first_and_the_impossible_last() -> None:
    advice = world.decisions()["prediction_mode"]
    assert argument.ranked(advice) == ["online", "event_driven", "batch"]
    assert argument.ranked(replace(advice, option="event_driven")) == ["event_driven", "online", "batch"]


def test_strongest_reason_of_each_answer_prefers_one_that_speaks_for_an_option() -> None:
    found = argument.strongest_by_name(world.decisions()["prediction_mode"])
    assert next(iter(found)) == "input_space"
    assert (found["prediction_trigger"].option, found["prediction_trigger"].effect) == ("online", 1.6)


def test_objections_speak_against_the_choice_or_for_another() -> None:
    found = argument.objections(world.decisions()["compute_location"])
    assert [(reason.rule, reason.option) for reason in found] == [("the-cloud-scales-with-the-peak", "cloud")]
