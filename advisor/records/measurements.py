"""Current measurements, as a file of values with units by requirement and by estimate."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.answers import Answer
from advisor.documents import read_document
from advisor.errors import InvalidInput, Problem, choices_hint
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.answers import InvalidAnswer, answer_of


def read_measurements(
    text: str, path: str, questions: Mapping[str, Question], estimates: Mapping[str, str]
) -> dict[str, Answer]:
    """The measurements of a YAML or JSON file: ``peak_requests_per_second: 3000/s``, one a line.

    Args:
        estimates: unit of every estimate, by the name that it has among measures.

    Returns:
        What was measured by requirement and estimate, in the unit of the question or estimate.

    Raises:
        InvalidInput: all problems of the file: not a mapping, unknown names, values of another kind or unit.
    """
    document = read_document(text, path)
    if not isinstance(document.value, dict):
        raise InvalidInput([Problem(document.location(), "measurements are written as ID: VALUE, one a line.")])
    asked = {name: question for name, question in questions.items() if question.answers is not Answers.TEXT}
    asked |= {name: _question(unit) for name, unit in estimates.items()}
    answers: dict[str, Answer] = {}
    problems = []
    for name, value in document.value.items():
        if name not in asked:
            fault = f"{name!r} is neither a requirement nor an estimate."
            problems.append(Problem(document.location(name), fault, choices_hint(str(name), asked)))
            continue
        try:
            answer = answer_of(asked[name], value)
        except InvalidAnswer as error:
            problems.append(Problem(document.location(name), f"{name}: {error.fault}", error.remedy))
            continue
        if answer is not None:
            answers[name] = answer
    if problems:
        raise InvalidInput(problems)
    return answers


def _question(unit: str) -> Question:
    """What a measurement of an estimate answers: a number of at least 0, a share of at most 1."""
    return Question(
        ask="How much is it?",
        help="What was measured.",
        why="It is held against the estimate's limit.",
        example="1",
        answers=Answers.NUMBER,
        unit=unit,
        minimum=0.0,
        maximum=1.0 if unit == "fraction" else None,
    )
