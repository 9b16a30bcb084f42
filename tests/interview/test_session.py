"""The interview as a machine: what each event does, and what no sequence of events can break."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import UserError
from advisor.interview.session import (
    Answered,
    Back,
    Edited,
    Event,
    Help,
    ImpossibleEvent,
    Jump,
    Quit,
    Review,
    Session,
    Skip,
    Undo,
    Unknown,
)
from advisor.interview.steps import Questionnaire
from advisor.knowledge.loading import load_knowledge
from advisor.requirements.system import System
from tests.interview.world import QUESTIONNAIRE, begin
from tests.requirements.world import SYSTEMS

NAMED = System("x", "y")


def _present(session: Session) -> str | None:
    return session.step.id if session.step else None


def test_the_name_comes_first_and_can_not_be_left_open() -> None:
    session = begin()
    assert _present(session) == "name"
    for event in (Skip(), Unknown(), Jump("task")):
        with pytest.raises(ImpossibleEvent, match="needs a name"):
            session.take(event)
    assert session.take(Answered("x")).system.name == "x"


def test_an_answer_is_recorded_and_the_next_question_asked() -> None:
    session = begin(NAMED).take(Answered("ranking"))
    assert session.system.requirements == {"task": "ranking"}
    assert _present(session) == "modality"


def test_unknown_is_remembered_and_an_answer_replaces_it() -> None:
    session = begin(NAMED).take(Unknown())
    assert session.system.unknown == {"task"}
    session = session.take(Back()).take(Answered("ranking"))
    assert session.system.unknown == frozenset()
    assert session.system.requirements == {"task": "ranking"}


def test_unknown_takes_an_answer_back() -> None:
    session = begin(NAMED).take(Answered("ranking")).take(Back()).take(Unknown())
    assert session.system.requirements == {}


def test_skip_keeps_the_answer_that_is_there() -> None:
    session = begin(NAMED).take(Answered("ranking")).take(Back()).take(Skip())
    assert session.system.requirements == {"task": "ranking"}


def test_back_returns_to_where_one_came_from() -> None:
    session = begin(NAMED).take(Skip()).take(Skip())
    assert [_present(session.take(Back())), _present(session.take(Back()).take(Back()))] == ["modality", "task"]
    with pytest.raises(ImpossibleEvent, match="nothing before it"):
        begin(NAMED).take(Back())


def test_after_a_correction_answered_questions_are_not_asked_again() -> None:
    session = begin(NAMED).take(Answered("ranking")).take(Answered(("text",))).take(Jump("task"))
    assert _present(session.take(Answered("forecasting"))) == "latency_budget_ms"


def test_a_jump_to_no_question_names_the_nearest() -> None:
    with pytest.raises(ImpossibleEvent, match="Did you mean 'regulated'"):
        begin(NAMED).take(Jump("regulatd"))


def test_a_question_that_makes_no_sense_is_not_asked() -> None:
    ranking, other, unknown = (
        begin(NAMED).take(event) for event in (Answered("ranking"), Answered("forecasting"), Unknown())
    )
    assert "entities" in {step.id for step in ranking.asked}
    assert "entities" not in {step.id for step in other.asked}
    assert "entities" in {step.id for step in unknown.asked}


def test_help_and_review_show_and_change_nothing_else() -> None:
    session = begin(NAMED)
    helped, reviewed = session.take(Help()), session.take(Review())
    assert (helped.showing, reviewed.showing) == ("help", "review")
    assert helped.take(Skip()) == session.take(Skip())


def test_an_edit_elsewhere_leaves_the_question_and_is_undone_at_its_own() -> None:
    session = begin(NAMED).take(Answered("ranking")).take(Answered(("text",)))
    edited = session.take(Edited("modality", ("tabular",)))
    assert (_present(edited), edited.system.requirements["modality"]) == (_present(session), ("tabular",))
    undone = edited.take(Undo())
    assert (_present(undone), undone.system) == ("modality", session.system)
    assert _present(undone.take(Back())) == _present(session)


def test_an_edit_that_closes_the_present_question_moves_on() -> None:
    session = begin(NAMED).take(Answered("ranking")).take(Jump("entities"))
    moved = session.take(Edited("task", "forecasting"))
    assert moved.step in moved.asked
    assert _present(moved) != "entities"


def test_quitting_keeps_the_answers() -> None:
    session = begin(NAMED).take(Answered("ranking")).take(Quit())
    assert session.over
    assert session.system.requirements == {"task": "ranking"}


def test_a_file_is_resumed_at_its_first_gap() -> None:
    system = System("x", "y", {"task": "ranking", "regulated": True}, unknown=frozenset({"modality"}))
    assert _present(begin(system)) == "latency_budget_ms"


def test_a_complete_file_begins_at_its_first_answer_and_ends_after_it() -> None:
    session = begin(NAMED)
    while session.step:
        session = session.take(Unknown() if session.step.section == "requirements" else Answered(1.0))
    again = begin(session.system)
    assert _present(again) == "name"
    assert again.take(Skip()).over


_IDS = [step.id for step in QUESTIONNAIRE.steps]
_ANSWERS = st.sampled_from(["ranking", "forecasting", "none"]) | st.just(1.0)
_EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Answered, _ANSWERS),
    st.sampled_from([Unknown(), Skip(), Back(), Help(), Review()]),
    st.builds(Jump, st.sampled_from([*_IDS, "nowhere"])),
    st.builds(Edited, st.sampled_from(_IDS), _ANSWERS),
)


def _take_all(session: Session, events: list[Event]) -> list[Session]:
    """The sessions passed through; an event that is not possible leaves the session as it is."""
    passed = [session]
    for event in events:
        try:
            session = session.take(event)
        except UserError:
            continue
        passed.append(session)
    return passed


@settings(deadline=None)
@given(SYSTEMS, st.lists(_EVENTS, max_size=30))
def test_no_sequence_of_events_breaks_a_session(system: System, events: list[Event]) -> None:
    for session in _take_all(begin(system), events):
        assert 0 <= session.cursor <= len(_IDS)
        assert session.system.name
        assert all(step in session.asked for step in session.open)
        assert not session.system.unknown & session.system.requirements.keys()


@settings(deadline=None)
@given(SYSTEMS, st.lists(st.just(Skip()) | st.just(Unknown()), max_size=15))
def test_moving_on_never_reaches_a_question_that_is_settled_or_makes_no_sense(
    system: System, events: list[Event]
) -> None:
    first, *later = _take_all(begin(system), events)
    for session in later:
        assert session.step is None or session.step in session.open
    assert first.step is not None


@settings(deadline=None)
@given(SYSTEMS, st.lists(_EVENTS, max_size=10))
def test_going_back_undoes_the_move(system: System, events: list[Event]) -> None:
    session = _take_all(begin(system), events)[-1]
    if not session.over:
        assert session.take(Skip()).take(Back()).cursor == session.cursor


def test_the_real_questionnaire_asks_every_question_once_and_in_the_order_of_its_groups() -> None:
    knowledge = load_knowledge()
    steps = Questionnaire.of(knowledge).steps
    ids = [step.id for step in steps]
    assert ids[:3] == ["name", "purpose", "task"]
    assert ids[-1] == "priorities.energy"
    assert [name for name in ids if name in knowledge.questions] == list(knowledge.questions)


@pytest.mark.parametrize(
    ("answers", "absent"),
    [
        ({"task": "ranking"}, {"tokens_in", "narrow_task"}),
        ({"point_of_use": "server"}, {"device_memory_mb", "uplink_mb_per_s"}),
        ({"input_space": "open"}, {"entities", "active_entity_fraction"}),
        ({"connectivity": "none"}, {"network_rtt_ms"}),
        ({"label_source": "none"}, {"label_delay_s"}),
        ({"point_of_use": "server", "data_sensitivity": "public"}, {"raw_data_may_leave_device"}),
    ],
)
def test_the_real_questionnaire_leaves_out_what_the_answers_make_pointless(
    answers: dict[str, str], absent: set[str]
) -> None:
    questionnaire = Questionnaire.of(load_knowledge())
    asked = {step.id for step in questionnaire.asked(System("x", requirements=answers))}
    assert not absent & asked


def test_the_real_questionnaire_asks_everything_while_nothing_is_known() -> None:
    questionnaire = Questionnaire.of(load_knowledge())
    assert questionnaire.asked(System("x")) == questionnaire.steps
