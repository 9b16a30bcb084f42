"""Several questions in one answer: facts that go together, and all priorities."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import Answer, Range
from advisor.errors import UserError
from advisor.interview import wording
from advisor.interview.composite import answers_of, statements_from_text, statements_of, value_of_parts
from advisor.interview.conversation import event_of
from advisor.interview.outlook import guide_of
from advisor.interview.session import Answered, Back, Edited, Event, ImpossibleEvent, Jump, Session, Skip, Undo, Unknown
from advisor.interview.steps import PRIORITIES, Questionnaire, Step
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.schema import Answers, Question
from advisor.reasoning.information import AnswerValue, Outcome
from advisor.requirements.answers import InvalidAnswer
from advisor.requirements.system import System

KNOWLEDGE = load_knowledge()
QUESTIONNAIRE = Questionnaire.for_people(KNOWLEDGE)
STEPS = {step.id: step for step in QUESTIONNAIRE.steps}
RATING, FACTS = STEPS[PRIORITIES], STEPS["constraints"]
TEAM, TIMES, VOLUME, STAKES = STEPS["team"], STEPS["times"], STEPS["volume"], STEPS["stakes"]
NAMED = System("x", "y")
COMPOSITES = [step for step in STEPS.values() if step.parts]


def _said(step: Step, line: str) -> dict[str, object]:
    return dict(answers_of(statements_from_text(step.composite, line), step.named))


def _at(step: str, system: System = NAMED) -> Session:
    return Session.begin(QUESTIONNAIRE, system).take(Jump(step))


def _answer(session: Session, line: str) -> Session:
    assert session.step is not None
    return session.take(event_of(line, session.step))


# --- the line ---


@pytest.mark.parametrize(
    ("line", "priorities"),
    [
        ("accuracy 5, cost 4", {"accuracy": 5.0, "cost": 4.0}),
        ("cost: 4, Accuracy=5", {"accuracy": 5.0, "cost": 4.0}),
        ("time to market 3.5", {"time_to_market": 3.5}),
        ("Low cost, privacy 0", {"cost": 4.0, "privacy": 0.0}),
        ("1 5, 4 3", {"accuracy": 5.0, "cost": 3.0}),
        ("energy 1,", {"energy": 1.0}),
    ],
)
def test_a_line_rates_qualities_by_id_label_or_number_and_a_quality_alone_counts_as_four(
    line: str, priorities: dict[str, float]
) -> None:
    assert _said(RATING, line) == priorities


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("regulated yes, cloud no", {"regulated": True, "cloud_allowed": False}),
        ("cloud_allowed: no, Regulated = Y", {"regulated": True, "cloud_allowed": False}),
        ("1 yes, 3 no", {"regulated": True, "third_party_api_allowed": False}),
        ("1, 2", {"regulated": True, "cloud_allowed": True}),
        ("no 2, don't know audits, no rest", dict.fromkeys(FACTS.named, False) | {"regulated": None}),
        ("no cloud, not regulated", {"regulated": False, "cloud_allowed": False}),
        ("third party no, raw data don't know", {"third_party_api_allowed": False, "raw_data_may_leave_device": None}),
        ("2 no, rest yes", dict.fromkeys(FACTS.named, True) | {"cloud_allowed": False}),
        ("rest no", dict.fromkeys(FACTS.named, False)),
        ("all no", dict.fromkeys(FACTS.named, False)),
        ("public cloud yes, audit no", {"regulated": False, "cloud_allowed": True}),
    ],
)
def test_a_line_answers_facts_by_id_number_or_short_words_and_a_fact_alone_is_a_yes(
    line: str, facts: dict[str, bool | None]
) -> None:
    assert _said(FACTS, line) == facts


@pytest.mark.parametrize(
    ("step", "line", "answers"),
    [
        (
            TEAM,
            "ml_engineers 4, platform_engineers 0.5, maturity few_models",
            {"ml_engineers": 4.0, "platform_engineers": 0.5, "ml_maturity": "few_models"},
        ),
        (TEAM, "2 0.5, 3 2", {"platform_engineers": 0.5, "ml_maturity": "few_models"}),
        (TEAM, "A few models, 1: 2 to 4", {"ml_engineers": Range(2.0, 4.0), "ml_maturity": "few_models"}),
        (TEAM, "platform 1, maturity platform", {"platform_engineers": 1.0, "ml_maturity": "platform"}),
        (
            TIMES,
            "latency 80 ms, staleness 1 day, freshness 1 min to 5 min",
            {
                "latency_budget_ms": 80.0,
                "staleness_tolerance_s": 86400.0,
                "feature_freshness_s": Range(60.0, 300.0),
            },
        ),
        (TIMES, "time to wait 2 s,rest unknown", {"latency_budget_ms": 2000.0} | dict.fromkeys([*TIMES.named][1:])),
        (TIMES, "latency don't know", {"latency_budget_ms": None}),
        (VOLUME, "entities 2,800,000, active 5 %", {"entities": 2.8e6, "active_entity_fraction": 0.05}),
        (TEAM, "2 to 4 ml engineers, 0.5 platform", {"ml_engineers": Range(2.0, 4.0), "platform_engineers": 0.5}),
        (TIMES, "80 ms latency, 5 s staleness", {"latency_budget_ms": 80.0, "staleness_tolerance_s": 5.0}),
        (STAKES, "high error cost, low accuracy", {"error_cost": "high", "accuracy_value": "low"}),
        (STAKES, "not_needed, error high", {"error_cost": "high", "interpretability": "not_needed"}),
        (STEPS["surroundings"], "phone, Drops at times", {"point_of_use": "phone", "connectivity": "intermittent"}),
    ],
)
def test_a_line_answers_numbers_and_choices_and_a_choice_of_one_part_stands_for_itself(
    step: Step, line: str, answers: dict[str, object]
) -> None:
    assert _said(step, line) == answers


@pytest.mark.parametrize(
    ("step", "line", "says"),
    [
        (TEAM, "ml_engineers", "'ml_engineers': an answer is missing behind ml_engineers. Accepted: a number"),
        (TEAM, "maturity", "'maturity': an answer is missing behind ml_maturity. Accepted: one of first_model, "),
        (TEAM, "4", "'4' does not say which it answers. Allowed: ml_engineers, platform_engineers, ml_maturity, rest"),
        (TEAM, "platform", "'platform' may mean platform_engineers or answer ml_maturity. Allowed: ml_maturity platf"),
        (TEAM, "no ml_engineers", "'no ml_engineers' names none of them"),
        (TEAM, "few_modls", "'few_modls' names none of them. Did you mean 'few_models'?"),
        (TEAM, "ml 4", "'ml' may mean any of several. Allowed: ml_engineers, ml_maturity."),
        (
            TEAM,
            "platform 0,5",
            "'platform 0,5': '0,5': decimals are marked with a point. Write '0.5'. Accepted: a numb",
        ),
        (TEAM, "platform -1", "'platform -1': '-1' .* is out of range. Allowed: 0 or more."),
        (TEAM, "few_models, rest no", "'rest no': ml_engineers, platform_engineers can't all be answered by a yes or"),
        (TIMES, "latency 80 kg", "'latency 80 kg': .* Accepted: a number in ms"),
        (TIMES, "3 days", "'3 days' does not say which it answers"),
        (TIMES, "latency 2 s to 1 s", "low is greater than high. Exchange them. Accepted: a number in ms"),
        (
            TIMES,
            "latency 80 ms, measured: load test",
            "where a number was measured .* Allowed: :jump latency_budget_ms,",
        ),
        (VOLUME, "entities 1,200", "'entities 1,200': '1,200': the comma .* Write '1200' or '1.200'. Accepted: a numb"),
        (STAKES, "high", "'high' does not say which it answers. Allowed: error_cost, accuracy_value."),
        (STAKES, "error_cost huge", "'error_cost huge': 'huge' is not an answer here. .*Allowed: low, medium, high"),
        (RATING, "cost 2 to 4", "'cost 2 to 4': '2 to 4' is a range. Allowed: one number."),
        (RATING, "cost 4,5", "decimals are marked with a point"),
        (RATING, "acuracy 5", "'acuracy 5' names none of them. Did you mean 'accuracy'?"),
        (RATING, "cost 6", "'cost 6': .* is out of range. Allowed: 0 to 5."),
        (RATING, "cost -1", "Allowed: 0 to 5."),
        (RATING, "cost 1, cost 2", "'cost' is said twice"),
        (RATING, "5", "'5' does not say which it answers. Allowed: accuracy,"),
        (RATING, ",", "nothing was said"),
        (FACTS, "no", "'no' does not say which it answers. Allowed: regulated, .*, rest"),
        (FACTS, "regulated maybe", "'regulated maybe': 'maybe' is neither yes nor no. Accepted: yes"),
        (FACTS, "allowed yes", "'allowed' may mean any of several. Allowed: cloud_allowed, third_party_api_allowed."),
        (FACTS, "cloud yes, 2 no", "'cloud_allowed' is said twice"),
        (FACTS, "data_leave yes, raw input may leave no", "'raw_data_may_leave_device' is said twice"),
        (FACTS, "rest no, rest yes", "'rest' is said twice"),
        (FACTS, "9 yes", "'9 yes' names none of them"),
        (FACTS, "regulated yes, measured: audit", "'measured: audit' names none of them"),
    ],
)
def test_what_answers_nothing_is_refused_in_one_line_with_what_is_accepted_and_an_example(
    step: Step, line: str, says: str
) -> None:
    with pytest.raises(InvalidAnswer, match=says) as refusal:
        event_of(line, step)
    told = wording.refusal_line(step, refusal.value)
    assert "\n" not in told
    assert told.endswith(f" Example: {wording.example_answer(step.question)}")


@pytest.mark.parametrize("step", COMPOSITES, ids=lambda step: step.id)
def test_the_example_of_each_is_understood(step: Step) -> None:
    assert _said(step, wording.example_answer(step.question))


@given(st.data())
def test_what_is_shown_is_understood_again(data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(COMPOSITES))
    named = data.draw(st.lists(st.sampled_from(list(step.named)), min_size=1, unique=True))
    answers = {name: data.draw(_answers_to(step.named[name], ranges=step is not RATING)) for name in named}
    assert _said(step, ", ".join(statements_of(answers))) == answers


def _answers_to(question: Question, *, ranges: bool) -> st.SearchStrategy[Answer]:
    if question.answers is Answers.BOOLEAN:
        return st.booleans()
    if question.answers is Answers.CHOICE:
        return st.sampled_from(list(question.choices))
    numbers = st.floats(question.minimum, question.maximum, allow_infinity=False, allow_nan=False).map(
        lambda x: x + 0.0
    )
    pairs = st.lists(numbers, min_size=2, max_size=2, unique=True).map(lambda ends: Range(min(ends), max(ends)))
    return numbers | pairs if ranges else numbers


# --- in the interview ---


def test_people_are_asked_together_what_goes_together_and_a_pipe_one_by_one() -> None:
    asked = {step.id for step in QUESTIONNAIRE.asked(NAMED)}
    inside = {part.id for step in COMPOSITES for part in step.parts}
    assert {step.id for step in COMPOSITES} <= asked
    assert not inside & asked
    one_by_one = {step.id for step in Questionnaire.of(KNOWLEDGE).asked(NAMED)}
    assert inside <= one_by_one
    assert one_by_one - inside == asked - {step.id for step in COMPOSITES}


def test_what_a_line_leaves_out_is_not_known_and_keeps_what_was_said_before() -> None:
    session = _answer(_at("constraints"), "regulated yes, cloud no")
    assert session.system.requirements == {"regulated": True, "cloud_allowed": False}
    assert session.system.unknown == {"third_party_api_allowed", "raw_data_may_leave_device"}
    assert wording.received_line(FACTS, session) == (
        "constraints: regulated yes, cloud_allowed no; unknown third_party_api_allowed, raw_data_may_leave_device"
    )
    again = _answer(session.take(Jump("constraints")), "cloud yes, raw data no")
    assert again.system.requirements == {"regulated": True, "cloud_allowed": True, "raw_data_may_leave_device": False}
    assert again.system.unknown == {"third_party_api_allowed"}


def test_numbers_are_shown_as_they_were_understood_with_their_unit() -> None:
    session = _answer(_at("times"), "latency 80 ms, freshness 1 min to 5 min")
    assert session.system.requirements == {"latency_budget_ms": 80.0, "feature_freshness_s": Range(60.0, 300.0)}
    assert wording.received_line(TIMES, session) == (
        "times: latency_budget_ms 80 ms, feature_freshness_s 1 min to 5 min; unknown staleness_tolerance_s"
    )
    again = session.take(Jump("times"))
    assert again.step is not None
    assert any(line.endswith(" (now 1 min to 5 min)") for line in wording.listed_lines(again.step, again.system))


def test_what_answers_each_part_stands_beneath_it() -> None:
    lines = wording.listed_lines(TEAM, NAMED)
    assert lines[1] == "    a number, such as 2"
    assert lines[-1] == "    first_model, few_models, many_models, platform"
    assert wording.listed_lines(TIMES, NAMED)[1] == "    such as 80 ms; a number without a unit is in ms"
    assert wording.listed_lines(VOLUME, NAMED)[-1] == "    a share from 0 to 1 or in percent, such as 5 %"
    assert wording.listed_lines(STEPS["load"], NAMED)[1].endswith("; a number without a unit is per s")


def test_unknown_is_said_of_all_or_of_one() -> None:
    session = _answer(_at("constraints"), "don't know")
    assert (session.system.requirements, session.system.unknown) == ({}, set(FACTS.named))
    assert wording.received_line(FACTS, session) == "constraints: unknown"
    known = _answer(_at("constraints"), "rest yes")
    one = _answer(known.take(Jump("constraints")), "cloud unknown")
    assert one.system.unknown == {"cloud_allowed"}
    assert len(one.system.requirements) == 3


def test_only_what_makes_sense_is_listed() -> None:
    public = System("x", "y", {"point_of_use": "server", "data_sensitivity": "public"})
    session = _at("constraints", public)
    assert session.step is not None
    assert list(session.step.named) == ["regulated", "cloud_allowed", "third_party_api_allowed"]
    assert "raw_data_may_leave_device" not in _answer(session, "rest no").system.unknown
    assert "generated_answers" not in {step.id for step in QUESTIONNAIRE.asked(System("x", "y", {"task": "ranking"}))}


def test_one_that_is_left_open_is_asked_alone() -> None:
    system = System("x", "y", {"regulated": True, "cloud_allowed": False, "third_party_api_allowed": False})
    open_ = {step.id for step in QUESTIONNAIRE.open(system)}
    assert "raw_data_may_leave_device" in open_
    assert "constraints" not in open_
    rated = System("x", "y", priorities=dict.fromkeys(list(KNOWLEDGE.qualities)[1:], 3.0))
    assert not {step.id for step in QUESTIONNAIRE.open(rated)} & {PRIORITIES, "priorities.accuracy"}


def test_answers_that_are_there_are_shown_beside_what_is_asked() -> None:
    session = _at("constraints", System("x", "y", {"cloud_allowed": False}))
    assert session.step is not None
    lines = wording.listed_lines(session.step, session.system)
    assert lines[0] == f"1 regulated: {KNOWLEDGE.questions['regulated'].ask}"
    assert lines[1].endswith(" (now no)")
    assert wording.typed_answer(session.step, session.system) == "cloud_allowed no"


def test_one_fact_is_edited_alone_and_the_question_stays_until_all_are_answered() -> None:
    session = _at("constraints").take(Edited("cloud_allowed", False))
    assert session.step is not None
    assert session.step.id == "constraints"
    assert session.take(Undo()).system == NAMED
    for name in ("regulated", "third_party_api_allowed"):
        session = session.take(Edited(name, True))
    session = session.take(Edited("raw_data_may_leave_device", None))
    assert session.step is not None
    assert session.step.id != "constraints"


def test_back_undo_and_a_single_question_lead_where_they_led() -> None:
    session = _answer(_at("constraints"), "regulated yes")
    back = session.take(Back())
    assert back.step is not None
    assert (back.step.id, back.system) == ("constraints", session.system)
    undone = session.take(Undo())
    assert undone.step is not None
    assert (undone.step.id, undone.system) == ("constraints", NAMED)
    alone = session.take(Jump("cloud_allowed"))
    assert _answer(alone, "no").system.requirements == {"regulated": True, "cloud_allowed": False}


def test_an_answer_that_closes_a_fact_drops_it() -> None:
    server = System("x", "y", {"point_of_use": "phone"})
    session = _answer(_at("constraints", server), "rest no").take(Edited("data_sensitivity", "public"))
    after = session.take(Edited("point_of_use", "server"))
    assert "raw_data_may_leave_device" not in after.system.requirements
    assert after.take(Undo()).system == session.system


def test_priorities_are_one_question_and_may_be_changed() -> None:
    session = _answer(_at(PRIORITIES), "accuracy 5, cost 4")
    assert session.system.priorities == {"accuracy": 5.0, "cost": 4.0}
    assert wording.received_line(RATING, session) == "priorities: accuracy 5, cost 4"
    assert wording.typed_answer(RATING, session.system) == "accuracy 5, cost 4"
    assert session.take(Edited(PRIORITIES, ("cost 3",))).system.priorities == {"accuracy": 5.0, "cost": 3.0}
    assert session.take(Edited("priorities.cost", None)).system.priorities == {"accuracy": 5.0}
    assert session.take(Edited(PRIORITIES, None)).system.priorities == {}
    assert PRIORITIES not in {step.id for step in session.open}


_NAMES = st.sampled_from(
    [
        "truth",
        "label_delay_s",
        "occasion",
        "constraints",
        "regulated",
        "cloud_allowed",
        "data_sensitivity",
        "point_of_use",
        PRIORITIES,
    ]
)
_EVENTS: st.SearchStrategy[Event] = (
    st.sampled_from([Unknown(), Skip(), Undo(), Back()])
    | st.builds(Jump, _NAMES)
    | st.builds(Edited, st.sampled_from(["regulated", "cloud_allowed"]), st.sampled_from([True, False, None]))
    | st.builds(Edited, st.just("constraints"), st.sampled_from([("regulated yes",), ("cloud_allowed no",), None]))
    | st.builds(
        Edited,
        st.just("truth"),
        st.sampled_from([("label_source human", "label_delay_s 60 to 300"), ("label_source none",), None]),
    )
    | st.builds(Edited, st.just("label_delay_s"), st.sampled_from([5.0, Range(1.0, 2.0), None]))
    | st.builds(Edited, st.just("data_sensitivity"), st.sampled_from(["public", "personal", None]))
    | st.builds(Edited, st.just("point_of_use"), st.sampled_from(["phone", "server", None]))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_EVENTS, max_size=20))
def test_any_path_of_edits_ends_as_a_fresh_run_with_the_final_answers(events: list[Event]) -> None:
    session = Session.begin(QUESTIONNAIRE, NAMED)
    for event in events:
        try:
            session = session.take(event)
        except ImpossibleEvent:
            continue
        assert session.over or session.step is not None
    fresh = NAMED
    for step in QUESTIONNAIRE.steps:
        if not step.parts and step.settled_in(session.system):
            fresh = QUESTIONNAIRE.record(fresh, step, step.answer_in(session.system))
    assert fresh == session.system


# --- what it is worth ---


def _value(name: str, regret: float, *answers: float | bool) -> AnswerValue:
    moving = (Outcome(answer, 1 / len(answers), True, {"mode": "batch"} if answer else {}) for answer in answers)
    return AnswerValue(name, {"mode": regret}, regret, tuple(moving))


def test_facts_are_worth_what_they_are_worth_together() -> None:
    found = value_of_parts("constraints", {"one": _value("one", 1.0, True, False), "two": _value("two", 0.5, True)})
    assert (found.question, found.regret, found.information) == ("constraints", 1.5, {"mode": 1.5})
    assert [outcome.answer for outcome in found.outcomes] == [True, False, True]
    assert found.changes == 1.5


def test_priorities_are_worth_as_much_as_the_few_qualities_that_teams_rate() -> None:
    found = value_of_parts(PRIORITIES, {f"q{n}": _value(f"priorities.q{n}", 1.0, 0.0, 5.0) for n in range(8)})
    assert (found.regret, found.information) == (2.0, {"mode": 2.0})
    assert found.outcomes[0] == Outcome(5.0, 1 / 8, True, {"mode": "batch"})


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (PRIORITIES, "accuracy 5"),
        ("constraints", "cloud_allowed no"),
        ("constraints", "cloud_allowed yes"),
        ("team", "ml_maturity first_model"),
        ("truth", "label_source human"),
    ],
)
def test_help_tells_what_each_part_by_itself_would_move(step: str, line: str) -> None:
    session = Session.begin(QUESTIONNAIRE, NAMED, guide_of(KNOWLEDGE)).take(Jump(step))
    before = session.outlook.options
    told = next((told for told in wording.implication_lines(session) if told.startswith(f"{line} → ")), "")
    moved = session.take(Answered((line,))).outlook.options
    changed = [f"{name}: {moved[name]}" for name in before if moved.get(name, before[name]) != before[name]]
    assert bool(changed) == bool(told)
    assert all(change in told for change in changed[:4])


def test_help_tells_of_a_number_within_a_line_from_where_on_it_moves_something() -> None:
    session = Session.begin(QUESTIONNAIRE, NAMED, guide_of(KNOWLEDGE)).take(Jump("team"))
    before = session.outlook.options
    told = [line for line in wording.implication_lines(session) if line.startswith("ml_engineers ")]
    assert len(told) == len(set(told)) > 1
    for line in told:
        number = float(re.findall(r"[0-9.]+", line.partition(" → ")[0])[0])
        within = number / 2 if " under " in line else number + 0.01
        moved = session.take(Answered((f"ml_engineers {within}",))).outlook.options
        changed = {f"{name}: {moved[name]}" for name in before if moved[name] != before[name]}
        assert set(line.partition(" → ")[2].split("; ")[:4]) <= changed


def test_help_explains_the_choices_of_each_fact() -> None:
    lines = wording.help_lines(STAKES)
    for name, question in STAKES.named.items():
        assert f"  {question.help} {question.why}" in lines
        assert all(f"    {line}" in lines for line in wording.choice_lines(question)), name


def test_help_explains_each_fact() -> None:
    lines = wording.help_lines(FACTS)
    for name in FACTS.named:
        question = KNOWLEDGE.questions[name]
        assert any(line.endswith(f"{name}: {question.ask}") for line in lines)
        assert f"  {question.help} {question.why}" in lines
    with pytest.raises(UserError):
        event_of(":hlp", FACTS)
