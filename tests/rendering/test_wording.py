import math

import pytest

from advisor.recommendation.recommendation import Estimate
from advisor.rendering import wording
from tests.rendering import world


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0 %"), (0.004, "under 1 %"), (0.034, "3 %"), (0.966, "97 %"), (0.9951, "over 99 %"), (1.0, "100 %")],
)
def test_percent_is_never_falsely_certain(share: float, shown: str) -> None:
    assert wording.percent(share) == shown


@pytest.mark.parametrize(
    ("effect", "shown"),
    [
        (0.0, "1 to 1"),
        (0.3, "1.3 to 1"),
        (0.7, "2 to 1"),
        (1.6, "5 to 1"),
        (-1.6, "5 to 1"),
        (2.3, "10 to 1"),
        (9.0, "over 1,000 to 1"),
        (-math.inf, "over 1,000 to 1"),
    ],
)
def test_odds_of_log_odds(effect: float, shown: str) -> None:
    assert wording.odds(effect) == shown


def test_weight_has_a_sign_and_no_minus_zero() -> None:
    assert [wording.weight(effect) for effect in (1.62, -0.75, -0.01)] == ["+1.6", "−0.8", "+0.0"]


def test_plain_text_is_one_visible_line() -> None:
    assert wording.plain("a\n b\x1b[31m\u202ec\u200bd\x00") == "a b[31mcd"


def test_sentence_begins_and_ends_properly() -> None:
    assert wording.sentence("score it") == "Score it."
    assert wording.sentence("Really?") == "Really?"
    assert wording.sentence("") == ""
    assert wording.sentence("inference_ms of 80 ms is much") == "inference_ms of 80 ms is much."  # an id stays one


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(18, 31.4, 55, "ms"), "31 ms (18 to 55)"),
        (Estimate(900, 1500, 90000, "ms"), "1.5 s (0.9 to 90)"),
        (Estimate(4, 4, 4, "count"), "4"),
        (Estimate(1900, 2900, 4600, "USD/month"), "2,900 USD/month (1,900 to 4,600)"),
        (Estimate(0.99, 0.999, 0.9999, "fraction"), "99.9 % (99 to 99.99)"),
    ],
)
def test_estimates_show_their_range(estimate: Estimate, shown: str) -> None:
    assert wording.estimate_in_words(estimate) == shown


def test_what_was_stated_and_asked() -> None:
    system, knowledge = world.recommendation().system, world.knowledge()
    names = ["latency_budget_ms", "peak_requests_per_second", "human_reviewers", "priorities.latency"]
    assert [wording.stated(name, system, knowledge) for name in (*names, "compute_location", "ml_maturity")] == [
        "80 ms",
        "200/s to 900/s",
        "no",
        "4 of 5",
        "On premises",
        None,
    ]
    assert wording.asked("priorities.latency", knowledge) == "Latency as a priority"
    assert wording.asked("prediction_mode", knowledge) == "Prediction mode"


def test_file_names_are_tame() -> None:
    assert wording.file_name("../Check out: fraud!") == "check-out-fraud"
    assert wording.file_name("..") == "system"
