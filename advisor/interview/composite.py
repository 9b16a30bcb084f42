"""Several questions as one, which one line answers: ``regulated yes, cloud no`` or ``latency 80 ms, staleness 1 day``.

The answer is a tuple of statements, each the name of a part and its answer as typed. What it leaves out says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.answers import Answer, Range
from advisor.errors import choices_hint
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.knowledge.schema import SAID_FOR_REST, Answers, Choice, Question
from advisor.reasoning.information import AnswerValue, Outcome
from advisor.requirements.answers import (
    NOT_KNOWN,
    UNKNOWN,
    InvalidAnswer,
    accepted_answers,
    answer_from_text,
    choice_named,
    kind_of_answer,
)
from advisor.requirements.wording import typed

REST = SAID_FOR_REST[0]
"""Stands for every part that the line does not name."""

_RATED_ALONE = "4"
"""What a quality without a number says: clearly more than the neutral 2, and not decisive."""

_DENIAL, _DENIED_BY = "no", ("no", "not")
"""What a word says that stands before the name of a yes/no question."""

_RATED = 2
"""How many qualities a team rates: the mean of the published systems that say what mattered (2.2 and 2.5), rounded."""

_SHORTEST_WORD = 3
_MEASURED = "measured"


@dataclass(frozen=True)
class Composite:
    """Several questions that one line answers.

    Attributes:
        listed: how each part is listed, by the name that it has in the line.
        parts: the question of each, by the same names.
        rated: whether the parts are qualities, each rated by one number.
    """

    listed: Mapping[str, Choice]
    parts: Mapping[str, Question]
    rated: bool = False


def statements_of(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The answer to a composite question that gives these answers to its parts."""
    return tuple(f"{name} {typed(answer)}" for name, answer in answers.items())


def answers_of(statements: Iterable[str], parts: Mapping[str, Question]) -> dict[str, Answer | None]:
    """What such an answer says of each of ``parts`` that it names; ``None`` for not known."""
    pairs = (statement.partition(" ") for statement in statements)
    return {name: answer_from_text(parts[name], value) for name, _, value in pairs if name in parts}


def statements_from_text(composite: Composite, text: str) -> tuple[str, ...]:
    """The answer that one line gives, in the order of the question.

    Parts are separated by commas, each a name and its answer: ``cloud no``, ``2 no``, ``latency: 80 ms``; the answer
    may stand first where that means nothing else: ``no cloud``, ``80 ms latency``. A name is an id, a label, a number
    in the list, or words that begin words of one id and its label alone; by itself it says yes, and rates a quality 4.
    A choice of one part only stands for itself. A comma between two digits is no separator.

    Raises:
        InvalidAnswer: it names no part or any of several, says one twice, or answers it with what is no answer.
    """
    found: dict[str, str] = {}
    rest: tuple[str, str] | None = None
    for said in filter(None, (said.strip() for said in re.split(_separator(composite), text))):
        name, value = _stated(composite, said)
        if name in found or (name == REST and rest is not None):
            raise InvalidAnswer(repr(said), f"{name!r} is said twice.", "Allowed: each once.")
        if name == REST:
            rest = said, value
        else:
            found[name] = value
    if rest is not None:
        found |= _rest([name for name in composite.parts if name not in found], composite, *rest)
    if not found:
        raise InvalidAnswer("nothing", "nothing was said.", f"Allowed: {accepted_parts(composite)}.")
    return tuple(f"{name} {found[name]}" for name in composite.parts if name in found)


def accepted_parts(composite: Composite) -> str:
    """What kind of line answers them, in a few words."""
    parts = composite.parts
    some = next(iter(parts.values()))
    if composite.rated or _are_facts(parts.values()):
        value = f"{some.minimum:g} to {some.maximum:g}" if composite.rated else "yes or no"
        return f"{', '.join(parts)} or their numbers, each with {value}; {REST} for all others; {UNKNOWN}"
    kinds = (f"{name} ({kind_of_answer(question)})" for name, question in parts.items())
    return f"{', '.join(kinds)}, by name or number in this list; {REST} {UNKNOWN}; {UNKNOWN}"


def value_of_parts(composite: str, values: Mapping[str, AnswerValue]) -> AnswerValue:
    """What the one answer is worth, given what that to each open part is by itself, by name.

    Facts count whole. Of qualities a team rates a few, so that each counts by its chance of being among them.
    Outcomes are those of one part each, everything else left open.
    """
    information: dict[str, float] = {}
    regret, outcomes = 0.0, list[Outcome]()
    for value in values.values():
        share = min(_RATED / len(values), 1.0) if _is_rating(value) else 1.0
        for decision, bits in value.information.items():
            information[decision] = information.get(decision, 0.0) + share * bits
        regret += share * value.regret
        outcomes += [replace(one, chance=share * one.chance) for one in outcomes_within(value)]
    return AnswerValue(composite, information, regret, tuple(outcomes))


def outcomes_within(value: AnswerValue) -> tuple[Outcome, ...]:
    """The outcomes that count of an answer that is given beside others.

    Of a rating it is being rated highest, which stands for the upper half of the grades.
    """
    if not _is_rating(value):
        return value.outcomes
    highest = max(value.outcomes, key=lambda outcome: float(str(outcome.answer)))
    return (replace(highest, chance=0.5),)


def _is_rating(value: AnswerValue) -> bool:
    return value.question.startswith(PRIORITY_PREFIX)


def _are_facts(questions: Iterable[Question]) -> bool:
    return all(question.answers is Answers.BOOLEAN for question in questions)


def _separator(composite: Composite) -> str:
    """What separates the parts. Where numbers are wanted a comma within one is left in, to be understood or refused."""
    within = any(question.answers is Answers.NUMBER for question in composite.parts.values())
    return r"(?<!\d),|,(?!\d)" if within else ","


# --- one part of the line ----------------------------------------------------------------------------


def _stated(composite: Composite, said: str) -> tuple[str, str]:
    """The name of a part and its answer as typed; of the rest the answer as it was said, empty for none."""
    words = re.sub(r"[:=]", " ", said).split()
    refusals: list[InvalidAnswer] = []
    for length in range(len(words) - 1, 0, -1):
        meant, value = _meant(composite, words[:length]), " ".join(words[length:])
        if meant == [REST]:
            return REST, value
        if len(meant) == 1:
            try:
                return meant[0], _answer(composite, meant[0], value)
            except InvalidAnswer as refusal:
                refusals.append(_within(said, refusal, composite.parts[meant[0]]))
        elif meant:
            refusals.append(_several(said, " ".join(words[:length]), meant))
    found = _by_itself(composite, words, said) or _answer_first(composite, words)
    if found is None:
        raise _refusal(composite, words, said, refusals)
    return found


def _by_itself(composite: Composite, words: Sequence[str], said: str) -> tuple[str, str] | None:
    """What is said by a name or a choice without the other; ``None`` where it says nothing.

    Raises:
        InvalidAnswer: it may be a name as well as a choice.
    """
    text = " ".join(words)
    meant, answered = _meant(composite, words), _with_choice(composite, text)
    if meant and answered:
        remedy = f"Allowed: {answered[0]} {text}, or {meant[0]} with its answer."
        raise InvalidAnswer(repr(said), f"{said!r} may mean {meant[0]} or answer {answered[0]}.", remedy)
    if len(answered) == 1:
        return answered[0], _answer(composite, answered[0], text)
    if meant == [REST]:
        return REST, ""
    if len(meant) == 1 and composite.parts[meant[0]].answers is Answers.BOOLEAN:
        return meant[0], "yes"
    if len(meant) == 1 and composite.rated and not _takes(composite, meant[0], text):
        return meant[0], _RATED_ALONE
    return None


def _answer_first(composite: Composite, words: Sequence[str]) -> tuple[str, str] | None:
    """A part and its answer that stands before it; ``None`` where none does. A number alone is no name then."""
    for length in range(len(words) - 1, 0, -1):
        before, name = " ".join(words[:length]).lower(), words[length:]
        value = _DENIAL if before in _DENIED_BY else " ".join(words[:length])
        meant = _meant(composite, name) if before in _DENIED_BY or not " ".join(name).isdigit() else []
        if meant == [REST]:
            return REST, value
        if len(meant) == 1 and _takes(composite, meant[0], value):
            return meant[0], _answer(composite, meant[0], value)
    return None


def _refusal(composite: Composite, words: Sequence[str], said: str, refusals: Sequence[InvalidAnswer]) -> InvalidAnswer:
    """Why these words answer nothing; ``refusals`` if they begin with a name, the likeliest first."""
    parts, meant = composite.parts, _meant(composite, words)
    if not composite.rated and _MEASURED in (word.lower() for word in words) and not _are_facts(parts.values()):
        numbers = [f":jump {name}" for name, question in parts.items() if question.answers is Answers.NUMBER]
        fault = f"{said!r}: where a number was measured is said at its own question."
        return InvalidAnswer(repr(said), fault, f"Allowed: {', '.join(numbers)}.")
    takers = [name for name in parts if _takes(composite, name, " ".join(words))]
    if takers or not words:
        may = takers if 0 < len(takers) < len(parts) else [*parts, REST]
        return InvalidAnswer(repr(said), f"{said!r} does not say which it answers.", choices_hint("", may))
    if len(meant) == 1:
        fault = f"{said!r}: an answer is missing behind {meant[0]}."
        return InvalidAnswer(repr(said), fault, f"Accepted: {accepted_answers(parts[meant[0]])}.")
    if meant:
        return _several(said, " ".join(words), meant)
    if refusals:
        return refusals[0]
    choices = [choice for question in parts.values() for choice in question.choices] if len(words) == 1 else []
    name = " ".join(words[:-1]) or words[0]
    return InvalidAnswer(repr(said), f"{said!r} names none of them.", choices_hint(name, (*parts, REST, *choices)))


def _answer(composite: Composite, name: str, value: str) -> str:
    """The answer to one part as it would be typed.

    Raises:
        InvalidAnswer: it is none.
    """
    question = composite.parts[name]
    if value.lower() in NOT_KNOWN:
        return UNKNOWN
    answer = answer_from_text(question, value)
    if composite.rated and isinstance(answer, Range):
        raise InvalidAnswer(repr(value), f"{value!r} is a range.", "Allowed: one number.")
    return UNKNOWN if answer is None else typed(answer)


def _takes(composite: Composite, name: str, value: str) -> bool:
    try:
        _answer(composite, name, value)
    except InvalidAnswer:
        return False
    return True


def _with_choice(composite: Composite, text: str) -> list[str]:
    """The parts of which ``text`` is a choice, by its id or label."""
    choices = {name: question for name, question in composite.parts.items() if question.answers is Answers.CHOICE}
    return [name for name, one in choices.items() if not text.isdigit() and choice_named(one, text) in one.choices]


def _rest(left: Sequence[str], composite: Composite, said: str, value: str) -> dict[str, str]:
    """What ``rest`` says of the parts that are left, where any are.

    Raises:
        InvalidAnswer: not all of them can be answered so.
    """
    alike = composite.rated or _are_facts(composite.parts[name] for name in left)
    if value.lower() not in NOT_KNOWN and not alike:
        fault = f"{said!r}: {', '.join(left)} can't all be answered by a yes or a no."
        raise InvalidAnswer(repr(said), fault, f"Allowed: {REST} {UNKNOWN}, or leave them out.")
    try:
        return {name: _answer(composite, name, value or (_RATED_ALONE if composite.rated else "yes")) for name in left}
    except InvalidAnswer as refusal:
        raise _within(said, refusal, composite.parts[left[0]]) from None


def _within(said: str, refusal: InvalidAnswer, question: Question) -> InvalidAnswer:
    """The refusal of an answer to ``question`` as one of what was said, with what is accepted there."""
    told = str(refusal)
    accepted = "" if "Accepted: " in told or "Allowed: " in told else f" Accepted: {accepted_answers(question)}."
    return InvalidAnswer(repr(said), f"{said!r}: {refusal.fault}", f"{refusal.remedy}{accepted}".strip())


# --- names -------------------------------------------------------------------------------------------


def _several(said: str, name: str, meant: Sequence[str]) -> InvalidAnswer:
    return InvalidAnswer(repr(said), f"{name!r} may mean any of several.", f"Allowed: {', '.join(meant)}.")


def _meant(composite: Composite, words: Sequence[str]) -> list[str]:
    """The parts that these words may name, or ``rest``."""
    name = " ".join(words).lower()
    if name in SAID_FOR_REST:
        return [REST]
    if re.fullmatch(r"[0-9]{1,3}", name):
        return list(composite.listed)[int(name) - 1 : int(name)] if int(name) else []
    spelt = {written.lower(): part for part, choice in composite.listed.items() for written in (choice.label, part)}
    for written in (name, "_".join(name.split())):
        if written in spelt:
            return [spelt[written]]
    begun = re.split(r"[\s_-]+", name)
    return [part for part, choice in composite.listed.items() if _begin_words_of(begun, part, choice)]


def _begin_words_of(words: list[str], name: str, choice: Choice) -> bool:
    known = {*name.lower().split("_"), *choice.label.lower().split()}
    return all(
        word in known or (len(word) >= _SHORTEST_WORD and any(one.startswith(word) for one in known)) for word in words
    )
