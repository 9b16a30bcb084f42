"""What a run says of the records, over the runs of ``tests/records/test_life.py``."""

from dataclasses import replace

from advisor.records.life import plan_records
from advisor.rendering.recordchanges import record_changes
from advisor.rendering.views import record_numbers
from tests.records.test_life import FIRST, advice, edited, written
from tests.rendering import world


def told(now, earlier) -> list[str]:
    plan = plan_records(now, record_numbers(world.knowledge()), earlier)
    return record_changes(plan, earlier, now, world.knowledge())


def test_nothing_is_said_of_a_first_run_and_one_sentence_of_an_unchanged_one() -> None:
    assert told(advice(), ()) == []
    assert told(advice(), written(advice())) == ["No decision came out otherwise: the records stand as they are."]


def test_a_superseded_proposal_is_named_with_both_options() -> None:
    (said,) = told(advice("batch"), written(advice()))
    assert said.startswith("0101-prediction-mode-")
    assert said.endswith(f" supersedes {FIRST}: Prediction mode, Batch instead of Online.")


def test_an_accepted_record_is_said_to_stay_in_force() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: accepted")
    (said,) = told(advice("batch"), first)
    assert f"proposes Batch for Prediction mode. {FIRST} was accepted: Online stays in force until you accept" in said


def test_a_proposal_that_is_withdrawn_says_why() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: accepted")
    second = written(advice("batch"), first)
    (said,) = told(advice(), second)
    assert said.endswith(f" is deprecated: {FIRST} holds again.")
    gone = replace(advice().decisions["prediction_mode"], option=None, runner_up=None)
    nothing = replace(advice(), decisions={**advice().decisions, "prediction_mode": gone})
    (said,) = told(nothing, written(advice()))
    assert said == f"{FIRST} is deprecated: Prediction mode does not apply any more."
