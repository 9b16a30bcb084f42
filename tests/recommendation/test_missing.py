from advisor.reasoning.information import AnswerValue, Outcome
from advisor.recommendation.missing import open_questions, would_close


def value(question: str, regret: float, information: dict[str, float], *moves: dict[str, str | None]) -> AnswerValue:
    share = 1 / max(len(moves), 1)
    return AnswerValue(question, information, regret, tuple(Outcome(True, share, True, moved) for moved in moves))


VALUES = {
    "drift": value("drift", 0.1, {"retraining": 0.3, "monitoring": 0.5, "platform": 0.01}, {}, {"retraining": "none"}),
    "team": value("team", 0.45, {"platform": 0.2}, {"platform": "managed", "fallback": None}, {"platform": "minimal"}),
    "idle": value("idle", 0.0, {"platform": 0.001}, {}, {}),
}


def test_open_questions_stand_in_the_order_of_their_worth_and_without_those_worth_nothing() -> None:
    assert [found.question for found in open_questions(VALUES)] == ["team", "drift"]


def test_open_question_says_what_its_answer_would_change_and_tell() -> None:
    team, drift = open_questions(VALUES)
    assert (team.chance, team.changes, team.bits) == (1.0, 1.5, 0.2)
    assert (drift.chance, drift.changes, drift.worth) == (0.5, 0.5, VALUES["drift"].worth)
    assert drift.decisions == ("monitoring", "retraining")  # what it tells next to nothing of is left out


def test_an_open_decision_would_be_closed_by_what_tells_most_of_it() -> None:
    assert would_close(VALUES, "platform") == ("team",)
