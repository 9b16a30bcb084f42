"""The life of records, with the small world of the renderings."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from advisor.answers import Range
from advisor.errors import InvalidInput
from advisor.reasoning.flips import Flip
from advisor.reasoning.simplest import Move
from advisor.recommendation.recommendation import Recommendation
from advisor.records.checking import by_limit, check_records
from advisor.records.life import plan_records
from advisor.records.record import Record, read_record, with_status
from advisor.records.triggers import Trigger, measure_of, read_trigger, trigger_line
from advisor.rendering.checking import finding_in_words, findings_text
from advisor.rendering.records import decision_records
from advisor.rendering.views import record_numbers
from tests.rendering import world

FLIPS = (Flip("prediction_mode", "online", "batch", "latency_budget_ms", at=500.0, side="above"),)


def advice(option: str = "online", *, fixed: bool = False) -> Recommendation:
    """The recommendation, with another option of the prediction mode."""
    found = world.recommendation()
    changed = replace(found.decisions["prediction_mode"], option=option, runner_up=None, fixed=fixed)
    return replace(found, decisions={**found.decisions, "prediction_mode": changed})


def written(found: Recommendation, earlier: Sequence[Record] = (), moves: tuple[Move, ...] = ()) -> tuple[Record, ...]:
    """The folder after a run, read again."""
    plan = plan_records(found, record_numbers(world.knowledge()), earlier)
    texts = decision_records(replace(world.dossier(found), plan=plan, study=world.study(FLIPS, moves)))
    kept = {record.file: record for record in earlier}
    read = {
        name: read_record(name, text, name)
        for name, text in ((path.removeprefix("decisions/"), text) for path, text in texts.items())
        if name != "index.md"
    }
    return tuple(sorted({**kept, **read}.values(), key=lambda record: (record.number, record.file)))


def edited(records: Sequence[Record], file: str, old: str, new: str) -> tuple[Record, ...]:
    return tuple(
        read_record(record.file, record.text.replace(old, new, 1), record.file) if record.file == file else record
        for record in records
    )


def of(records: Sequence[Record]) -> list[tuple[str, str]]:
    """File and status of the records of the prediction mode."""
    return [(record.file, record.status) for record in records if record.decision == "prediction_mode"]


FIRST = "0001-prediction-mode.md"


def test_an_unchanged_decision_writes_nothing() -> None:
    first = written(advice())
    assert written(advice(), first) == first


def test_a_changed_decision_gets_a_new_record_and_the_old_text_stays() -> None:
    first = edited(written(advice()), FIRST, "## Decision drivers", "Our own words.\n\n## Decision drivers")
    second = written(advice("batch"), first)
    (old, new) = [record for record in second if record.decision == "prediction_mode"]
    assert (old.status, new.status) == ("superseded", "proposed")
    assert (new.number, new.supersedes, old.superseded_by) == (101, FIRST, new.file)
    before, after = (text.splitlines() for text in (first[0].text, old.text))
    assert set(before) - set(after) == {"status: proposed", "* Status: proposed", "Proposed"}
    assert set(after) - set(before) == {
        "status: superseded by ADR-0101",
        f"superseded-by: {new.file}",
        f"* Status: superseded by {new.file.removesuffix('.md')}",
        f"Superseded by [ADR-0101]({new.file})",
    }
    assert [record for record in second if record.decision != "prediction_mode"] == list(first[1:])


def test_a_status_that_people_set_is_said_in_the_other_places_too() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: accepted  # by Ann")
    (record, *_) = written(advice(), first)
    assert "status: accepted  # by Ann\n" in record.text
    assert "* Status: accepted\n" in record.text
    assert "## Status\n\nAccepted\n" in record.text


def test_going_back_writes_a_third_record() -> None:
    records = written(advice(), written(advice("batch"), written(advice())))
    assert [status for _, status in of(records)] == ["superseded", "superseded", "proposed"]


def test_what_people_accepted_stays_until_they_accept_what_is_proposed() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: accepted")
    second = written(advice("batch"), first)
    assert [status for _, status in of(second)] == ["accepted", "proposed"]
    assert [finding.kind for finding in check_records(second, advice("batch"))] == ["changed"]
    accepted = edited(second, of(second)[1][0], "status: proposed", "status: accepted")
    assert check_records(accepted, advice("batch")) == ()
    assert [status for _, status in of(written(advice("batch"), accepted))] == ["superseded", "accepted"]


def test_a_proposal_that_no_longer_follows_is_withdrawn_where_the_accepted_record_does() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: accepted")
    back = written(advice(), written(advice("batch"), first))
    assert [status for _, status in of(back)] == ["accepted", "deprecated"]


def test_what_people_rejected_stays_rejected_and_is_not_proposed_again() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: rejected")
    after = written(advice(), first)
    assert of(after) == [(FIRST, "rejected")]
    assert written(advice(), after) == after
    assert [status for _, status in of(written(advice("batch"), first))] == ["rejected", "proposed"]


def test_a_decision_taken_by_the_team_supersedes_at_once() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: accepted")
    assert [status for _, status in of(written(advice("batch", fixed=True), first))] == ["superseded", "accepted"]


def test_records_of_others_stay_and_their_numbers_are_not_taken() -> None:
    other = read_record("0001-use-adrs.md", "# Use ADRs\n\n## Status\n\nAccepted\n", "x")
    second = written(advice(), (other,))
    assert other in second
    assert of(second) == [("0101-prediction-mode.md", "proposed")]


def test_two_branches_write_different_files() -> None:
    first = written(advice())
    one, other = (written(advice(option), first) for option in ("batch", "event_driven"))
    assert of(one)[1][0] != of(other)[1][0]
    both = tuple(sorted({record.file: record for record in (*one, *other)}.values(), key=lambda record: record.file))
    assert "duplicate_number" in {finding.kind for finding in check_records(both, advice("batch"))}


def test_a_status_is_changed_with_the_line_ends_of_the_file() -> None:
    record = read_record("0001-x.md", "---\r\nstatus: proposed\r\ndecision: a\r\noption: b\r\n---\r\n# X\r\n", "x")
    assert with_status(record, "rejected") == record.text.replace("proposed", "rejected")


def test_a_status_that_is_none_is_told_with_its_place() -> None:
    with pytest.raises(InvalidInput, match=r"x:2:9: 'acepted' is not a status of a decision record\. Allowed: prop"):
        read_record("0001-x.md", "---\nstatus: acepted\ndecision: a\noption: b\n---\n", "x")


@pytest.mark.parametrize(
    "trigger",
    [
        Trigger("latency_budget_ms", "batch", "above", 500.0, "ms"),
        Trigger("drift", "none", value="no"),
        Trigger("cloud_allowed", "on_premises", value=False),
        Trigger("modality", "deep_model", value=("tabular", "text")),
        Trigger("availability", None, "below", 0.999, "fraction", limit="availability_target"),
        Trigger("network_rtt_ms", "edge_cloud", "above", 250.0, "ms", start="cloud"),
    ],
)
def test_a_trigger_reads_back_as_written(trigger: Trigger) -> None:
    text = f'---\nstatus: proposed\ndecision: a\noption: "b"\nrevisit-when:\n  - {trigger_line(trigger)}\n---\n'
    assert read_record("0001-x.md", text, "x").triggers == (trigger,)


def test_a_trigger_without_threshold_is_refused() -> None:
    with pytest.raises(ValueError, match="one of above, below and is"):
        read_trigger({"measure": "drift"})


@pytest.mark.parametrize(("measured", "fires"), [(499.0, False), (500.0, False), (501.0, True)])
def test_a_trigger_fires_beyond_its_threshold(measured: float, fires: bool) -> None:
    records = written(advice())
    found = check_records(records, advice(), {"latency_budget_ms": measured})
    assert bool(found) is fires
    assert all(finding.kind == "trigger" and finding.follows == "batch" for finding in found)


def test_a_limit_is_what_the_team_states_now_and_what_it_stated_then_where_it_states_none_now() -> None:
    trigger = Trigger("latency_p99_ms", None, "above", 100.0, "ms", limit="latency_budget_ms")
    assert trigger.today({"latency_budget_ms": 200.0}).at == 200.0
    assert trigger.today({"latency_budget_ms": Range(50.0, 80.0)}).at == 50.0
    assert trigger.today({}) == trigger


def test_a_measurement_beyond_a_stated_limit_is_told_by_the_records_that_the_limit_bears_on() -> None:
    (record, *_) = records = written(advice())
    (trigger,) = (trigger for trigger in record.triggers if trigger.limit is not None)
    assert (trigger.measure, trigger.side, trigger.unit) == ("latency_p99_ms", "above", "ms")
    assert check_records(records, advice(), {"latency_p99_ms": trigger.at}) == ()
    found = check_records(records, advice(), {"latency_p99_ms": 10 * (trigger.at or 0.0)})
    assert ("trigger", record, None) in [(finding.kind, finding.record, finding.follows) for finding in found]


def test_who_begins_with_a_simpler_option_is_told_when_it_no_longer_suffices() -> None:
    moves = (Move("prediction_mode", "batch", "online", "latency_budget_ms", 50.0, "below"),)
    (record, *_) = written(advice(), moves=moves)
    assert record.triggers[-1] == Trigger("latency_budget_ms", "online", "below", 50.0, "ms", start="batch")
    assert "falls below 50 ms (today: 80 ms) and you began with **Batch**: it no longer suffices then." in record.text
    (finding,) = check_records([record], advice(), {"latency_budget_ms": 40.0})
    assert finding_in_words(finding, world.knowledge()) == (
        "Prediction mode: latency_budget_ms is 40 ms, below 50 ms, so Batch no longer suffices and Online is due; "
        "once that runs, take this trigger out of the record."
    )


def test_a_decision_that_no_longer_follows_names_the_record_that_proposes_what_does() -> None:
    first = edited(written(advice()), FIRST, "status: proposed", "status: accepted")
    second = written(advice("batch"), first)
    (finding,) = check_records(second, advice("batch"))
    assert finding.other == next(record.file for record in second if record.number == 101)
    said = finding_in_words(finding, world.knowledge())
    assert said.endswith(f" {finding.other} proposes it: accept one of the two.")


def test_a_threshold_of_another_order_of_magnitude_is_in_the_front_matter_alone() -> None:
    far = Flip("prediction_mode", "online", "batch", "latency_budget_ms", at=90_000.0, side="above")
    plan = plan_records(advice(), record_numbers(world.knowledge()))
    texts = decision_records(replace(world.dossier(advice()), plan=plan, study=world.study((far, *FLIPS))))
    text = texts[f"decisions/{FIRST}"]
    assert "rises above 500 ms (today: 80 ms)" in text
    assert "above: 90000.0" in text
    assert "rises above 1.5 min" not in text


def test_a_broken_limit_is_told_once_with_the_records_that_rest_on_it() -> None:
    limit = Trigger("latency_p99_ms", None, "above", 80.0, "ms", limit="latency_budget_ms")
    record, *others = written(advice())
    second = next(other for other in others if other.decision == "compute_location")
    records = [replace(one, triggers=(limit,)) for one in (record, second)]
    findings = check_records(records, advice(), {"latency_p99_ms": 95.0})
    broken, alone = by_limit(findings)
    assert ([len(one.findings) for one in broken], alone) == ([2], ())
    assert findings_text(findings, 2, world.knowledge()) == (
        "latency_p99_ms is 95 ms, above 80 ms, the limit of latency_budget_ms. Look again at:\n"
        f"  {record.file}: Prediction mode\n"
        f"  {second.file}: Compute location\n"
        "1 broken limit in 2 records."
    )


def test_an_estimate_with_the_name_of_a_requirement_is_measured_under_a_name_of_its_own() -> None:
    assert measure_of("device_memory_mb", {"device_memory_mb"}) == "estimates.device_memory_mb"
    assert measure_of("latency_p99_ms", {"device_memory_mb"}) == "latency_p99_ms"


def test_a_decision_that_no_longer_applies_is_found_and_its_proposal_withdrawn() -> None:
    first = written(advice())
    gone = replace(advice().decisions["prediction_mode"], option=None, runner_up=None)
    now = replace(advice(), decisions={**advice().decisions, "prediction_mode": gone})
    assert [finding.kind for finding in check_records(first, now)] == ["not_applicable"]
    assert of(written(now, first)) == [(FIRST, "deprecated")]
