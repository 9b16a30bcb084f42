"""Answers in words."""

from __future__ import annotations

from advisor.answers import Answer, Range
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.system import System
from advisor.units import show_quantity


def show_stated(name: str, system: System, question: Question) -> str:
    """The answer that ``system`` has to ``name``, with its origin where it was measured."""
    shown, origin = show_answer(system.requirements[name], question), system.origin(name)
    return f"{shown}, measured: {origin}" if origin else shown


def typed(answer: Answer) -> str:
    """``answer`` as a person would type it, without its origin."""
    match answer:
        case bool():
            return "yes" if answer else "no"
        case tuple():
            return ", ".join(answer)
        case str():
            return answer
        case Range(low, high):
            return f"{_in_digits(low)} to {_in_digits(high)}"
        case _:
            return _in_digits(answer)


def _in_digits(number: float) -> str:
    """As few digits as tell the same number when they are read."""
    short = f"{number:.12g}"
    return short if float(short) == number else repr(float(number))


def show_answer(answer: Answer, question: Question) -> str:
    """``answer`` as a sentence quotes it: numbers with their unit, choices by their label."""
    unit = question.unit or "count"
    match answer:
        case bool():
            return "yes" if answer else "no"
        case Range(low, high):
            return f"{show_quantity(low, unit)} to {show_quantity(high, unit)}"
        case int() | float():
            return show_quantity(answer, unit)
        case tuple():
            return " + ".join(question.choices[item].label.lower() for item in answer)
        case str():
            return question.choices[answer].label.lower() if question.answers == Answers.CHOICE else answer
