"""Several questions as one, which one line answers: ``regulated yes, cloud no`` or ``accuracy 5, cost 4``.

The answer is a tuple of statements, each the name of a part and its answer as typed. What it leaves out says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from advisor.answers import Answer
from advisor.errors import choices_hint
from advisor.knowledge.schema import Answers, Choice, Question
from advisor.reasoning.information import AnswerValue, Outcome
from advisor.requirements.answers import (
    NOT_KNOWN,
    TRUTH_WORDS,
    UNKNOWN,
    InvalidAnswer,
    answer_from_text,
    choice_named,
)
from advisor.requirements.wording import typed

REST = "rest"
"""Stands for every part that the line does not name."""

_SAID_FOR_REST = (REST, "all")

Parts = Mapping[str, Question]
"""The questions that are asked together, by the name that each has in the line."""

_ALONE = {Answers.BOOLEAN: "yes", Answers.NUMBER: "4"}
"""What a name without an answer says: yes, or clearly more than the neutral 2, and not decisive."""

_BEFORE = {"no": "no", "not": "no"}
"""What may stand before the name in place of an answer behind it."""

_RATED = 2
"""How many qualities a team rates: the mean of the published systems that say what mattered (2.2 and 2.5), rounded."""

_LONGEST_VALUE = 3
_SHORTEST_WORD = 3
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def statements_of(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The answer to a composite question that gives these answers to its parts."""
    return tuple(f"{name} {typed(answer)}" for name, answer in answers.items())


def answers_of(statements: Iterable[str], parts: Parts) -> dict[str, Answer | None]:
    """What such an answer says of each part that it names; ``None`` for not known."""
    pairs = (statement.partition(" ") for statement in statements)
    return {name: answer_from_text(parts[name], value) for name, _, value in pairs}


def statements_from_text(question: Question, parts: Parts, text: str) -> tuple[str, ...]:
    """The answer that one line gives, in the order of the question.

    Parts are separated by commas, each a name and its answer: ``cloud no``, ``2 no``, ``no cloud``, ``cost: 4``. A name
    is an id, a label, a number in the list, or words that begin words of one id and its label alone; by itself it says
    yes, or 4.

    Raises:
        InvalidAnswer: it names no part or any of several, says one twice, or answers it with what is no answer.
    """
    found: dict[str, str] = {}
    rest: str | None = None
    for said in filter(None, (said.strip() for said in text.split(","))):
        name, value = _parted(question, parts, said)
        if name in found or (name == REST and rest is not None):
            raise InvalidAnswer(repr(said), f"{name!r} is said twice.", "Allowed: each once.")
        if name == REST:
            rest = value
        else:
            found[name] = value
    if rest is not None:
        found = dict.fromkeys(parts, rest) | found
    if not found:
        raise InvalidAnswer("nothing", "nothing was said.", f"Allowed: {accepted_parts(parts)}.")
    return tuple(f"{name} {found[name]}" for name in parts if name in found)


def accepted_parts(parts: Parts) -> str:
    """What kind of line answers them, in a few words."""
    some = next(iter(parts.values()))
    value = "yes or no" if some.answers is Answers.BOOLEAN else f"{some.minimum:g} to {some.maximum:g}"
    return f"{', '.join(parts)} or their numbers, each with {value}; {REST} for all others; {UNKNOWN}"


def value_of_parts(composite: str, values: Mapping[str, AnswerValue]) -> AnswerValue:
    """What the one answer is worth, given what that to each open part is by itself, by name.

    Facts count whole. Of qualities a team rates a few, so that each counts by its chance of being among them.
    Outcomes are those of one part each, everything else left open.
    """
    information: dict[str, float] = {}
    regret, outcomes = 0.0, list[Outcome]()
    for name, value in values.items():
        told, share = value.outcomes, 1.0
        if not isinstance(told[0].answer, bool):
            told, share = _highest(told), min(_RATED / len(values), 1.0)
        for decision, bits in value.information.items():
            information[decision] = information.get(decision, 0.0) + share * bits
        regret += share * value.regret
        outcomes += [replace(one, answer=statements_of({name: one.answer}), chance=share * one.chance) for one in told]
    return AnswerValue(composite, information, regret, tuple(outcomes))


def _highest(grades: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcome of being rated highest, which stands for those of the upper half of the grades."""
    highest = max(grades, key=lambda outcome: float(str(outcome.answer)))
    return (replace(highest, chance=0.5),)


def _parted(question: Question, parts: Parts, said: str) -> tuple[str, str]:
    """The name of a part and its answer as typed."""
    kind = next(iter(parts.values())).answers
    words = re.sub(r"[:=]", " ", said).split()
    name, value = _split(words, kind)
    if not name:
        raise InvalidAnswer(repr(said), f"{said!r} does not say which it answers.", choices_hint("", (*parts, REST)))
    known = _named(question, name, said)
    if known is None and value is None and len(words) > 1:
        known, value = _named(question, " ".join(words[:-1]), said), words[-1]
    if known is None:
        raise InvalidAnswer(repr(said), f"{said!r} names none of them.", choices_hint(name, (*parts, REST)))
    part = next(iter(parts.values())) if known == REST else parts[known]
    try:
        answer = answer_from_text(part, _ALONE[kind] if value is None else value)
    except InvalidAnswer as refusal:
        raise InvalidAnswer(repr(said), f"{said!r}: {refusal.fault}", refusal.remedy) from None
    return known, UNKNOWN if answer is None else typed(answer)


def _split(words: list[str], kind: Answers) -> tuple[str, str | None]:
    """A name and, behind or before it, an answer; ``None`` for a name by itself."""
    for length in range(min(_LONGEST_VALUE, len(words)), 0, -1):
        value = " ".join(words[-length:])
        if value.lower() in NOT_KNOWN:
            return " ".join(words[:-length]), UNKNOWN
        if length == 1 and (_NUMBER.fullmatch(value) if kind is Answers.NUMBER else value.lower() in TRUTH_WORDS):
            return " ".join(words[:-1]), value
    if kind is Answers.BOOLEAN and words[0].lower() in _BEFORE:
        return " ".join(words[1:]), _BEFORE[words[0].lower()]
    return " ".join(words), None


def _named(question: Question, name: str, said: str) -> str | None:
    """The part that ``name`` names, or ``rest``; ``None`` when it names none.

    Raises:
        InvalidAnswer: it may mean any of several.
    """
    if name.lower() in _SAID_FOR_REST:
        return REST
    named = choice_named(question, name)
    if named in question.choices:
        return named
    words = re.split(r"[\s_-]+", name.lower())
    meant = [part for part, choice in question.choices.items() if _begin_words_of(words, part, choice)]
    if len(meant) > 1:
        raise InvalidAnswer(repr(said), f"{name!r} may mean any of several.", f"Allowed: {', '.join(meant)}.")
    return meant[0] if meant else None


def _begin_words_of(words: list[str], name: str, choice: Choice) -> bool:
    known = {*name.lower().split("_"), *choice.label.lower().split()}
    return all(
        word in known or (len(word) >= _SHORTEST_WORD and any(one.startswith(word) for one in known)) for word in words
    )
