"""Current measurements, as a file of values with units by requirement."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.answers import Answer
from advisor.documents import read_document
from advisor.errors import InvalidInput, Problem, choices_hint
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.answers import InvalidAnswer, answer_of


def read_measurements(text: str, path: str, questions: Mapping[str, Question]) -> dict[str, Answer]:
    """The measurements of a YAML or JSON file: ``peak_requests_per_second: 3000/s``, one a line.

    Returns:
        What was measured by requirement, in the unit of its question.

    Raises:
        InvalidInput: all problems of the file: not a mapping, unknown names, values of another kind or unit.
    """
    document = read_document(text, path)
    if not isinstance(document.value, dict):
        raise InvalidInput([Problem(document.location(), "measurements are written as ID: VALUE, one a line.")])
    allowed = [name for name, question in questions.items() if question.answers is not Answers.TEXT]
    answers: dict[str, Answer] = {}
    problems = []
    for name, value in document.value.items():
        if name not in allowed:
            problems.append(
                Problem(document.location(name), f"{name!r} is not a requirement.", choices_hint(name, allowed))
            )
            continue
        try:
            answer = answer_of(questions[name], value)
        except InvalidAnswer as error:
            problems.append(Problem(document.location(name), f"{name}: {error.fault}", error.remedy))
            continue
        if answer is not None:
            answers[name] = answer
    if problems:
        raise InvalidInput(problems)
    return answers
