import math
import re
from dataclasses import replace

import pytest
import yaml

from advisor.recommendation.recommendation import OptionAdvice, Reason, Recommendation
from advisor.rendering.records import decision_records
from advisor.rendering.views import record_numbers
from tests.rendering import world

SECTIONS = [
    "Status",
    "Context and problem statement",
    "Decision drivers",
    "Considered options",
    "Decision outcome",
    "Revisit when",
    "Pros and cons of the options",
    "More information",
]


@pytest.fixture(scope="module")
def records() -> dict[str, str]:
    return decision_records(world.dossier())


def changed(decision: str, **changes: object) -> Recommendation:
    """The recommendation with other advice on one decision."""
    found = world.recommendation()
    return replace(found, decisions={**found.decisions, decision: replace(found.decisions[decision], **changes)})


@pytest.mark.parametrize(
    "name",
    [
        "0001-prediction-mode.md",
        "0002-compute-location.md",
        "0003-feature-consistency.md",
        "0004-human-oversight.md",
        "index.md",
    ],
)
def test_record(records: dict[str, str], name: str, snapshot) -> None:
    assert records[f"decisions/{name}"] == snapshot


def test_decisions_that_do_not_apply_have_no_record_and_keep_their_number(records: dict[str, str]) -> None:
    assert len(records) == 5
    assert record_numbers(world.knowledge())["llm_access"] == 5
    assert "5 Model access: does not apply to this system" in records["decisions/index.md"]


def test_sections_are_those_of_madr_in_order(records: dict[str, str]) -> None:
    for path, text in records.items():
        if path != "decisions/index.md":
            assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS


def test_front_matter_is_yaml_even_with_a_hostile_name() -> None:
    found = world.recommendation(world.HOSTILE, world.HOSTILE)
    for path, text in decision_records(world.dossier(found)).items():
        if path != "decisions/index.md":
            front = yaml.safe_load(text.split("---\n")[1])
            assert front["date"] == world.DATE
            assert front["status"] in ("proposed", "accepted")
            assert len(front["decision-makers"]) == 1


def test_a_hostile_name_changes_no_structure() -> None:
    calm = decision_records(world.dossier())
    hostile = decision_records(world.dossier(world.recommendation(world.HOSTILE, world.HOSTILE)))
    for path, text in hostile.items():
        headings = r"^#+ .*$" if path != "decisions/index.md" else r"^##+ .*$"
        assert re.findall(headings, text, re.MULTILINE) == re.findall(headings, calm[path], re.MULTILINE)
        assert "<img" not in text.split("---\n", 2)[-1].replace("\\<img", "")
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_no_record_has_gaps_or_trailing_blanks(records: dict[str, str]) -> None:
    for text in records.values():
        assert "\n\n\n" not in text
        assert not re.search(r"[ \t]+$", text, re.MULTILINE)
        assert text.endswith("\n")


def test_every_citation_has_its_source(records: dict[str, str]) -> None:
    for path, text in records.items():
        if path != "decisions/index.md":
            cited = set(re.findall(r"\[([a-z0-9-]+)\](?![(:])", text))
            assert cited <= set(re.findall(r"^\* \*\*([a-z0-9-]+)\*\*:", text, re.MULTILINE))


def test_two_renders_are_equal(records: dict[str, str]) -> None:
    assert decision_records(world.dossier()) == records


def test_a_likelier_option_that_goes_worse_with_the_rest_is_named() -> None:
    options = dict(world.decisions()["feature_consistency"].options)
    options["feature_store"] = replace(options["feature_store"], probability=0.6, score=-0.01)
    options["log_and_train"] = replace(options["log_and_train"], probability=0.3)
    found = changed("feature_consistency", options=options, probability=0.3)
    text = decision_records(world.dossier(found))["decisions/0003-feature-consistency.md"]
    assert "Judged alone, Feature store is the likelier choice; Log and train goes better" in text
    assert "Feature store comes out level once" in text


def test_an_option_excluded_by_other_decisions_says_so() -> None:
    options = dict(world.decisions()["human_oversight"].options)
    options["review_uncertain"] = OptionAdvice(0.0, False, -math.inf)
    found = changed("human_oversight", options=options)
    text = decision_records(world.dossier(found))["decisions/0004-human-oversight.md"]
    assert "Review uncertain cases: every architecture with it breaks a rule of another decision." in text
    assert "no single answer turns it." in text
    assert "none of the answers so far" in text


def test_options_that_do_not_go_with_the_rest_are_not_called_impossible() -> None:
    clash = Reason(
        "clash",
        "coupling",
        "prediction_mode",
        "event_driven",
        -math.inf,
        1.0,
        "They clash.",
        (),
        ("feature_consistency",),
    )
    options = dict(world.decisions()["prediction_mode"].options)
    options["event_driven"] = replace(options["event_driven"], reasons=(clash,))
    text = decision_records(world.dossier(changed("prediction_mode", options=options)))[
        "decisions/0001-prediction-mode.md"
    ]
    assert "* Event-driven needs other decisions to change: They clash. `clash`, [record 3]" in text
    assert "* Does not go with the other decisions: They clash." in text
    assert "`feature_consistency` changes" not in text


def test_conflicting_answers_leave_only_the_index(snapshot) -> None:
    assert decision_records(world.dossier(world.conflicting())) == snapshot
