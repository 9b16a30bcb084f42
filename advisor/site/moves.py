"""Which answers of a system are worth moving in a panel, and to which values: those that turn most decisions."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.answers import Answer, Range
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.schema import Answers
from advisor.reasoning.flips import Flip
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer

MOST_ANSWERS = 4
MOST_VALUES = 3
MOST_SCENARIOS = 36
REACH = 100.0


@dataclass(frozen=True)
class Move:
    """One answer that the panel moves.

    Attributes:
        field: the question, or ``priorities.<quality>``.
        asked: what it is about.
        values: what it may be moved to, the system's own answer first.
        labels: the same in words.
    """

    field: str
    asked: str
    values: tuple[Answer, ...]
    labels: tuple[str, ...]


def moves_of(knowledge: KnowledgeBase, system: System, flips: Sequence[Flip]) -> tuple[Move, ...]:
    """The answers whose single changes turn most decisions, at most ``MOST_SCENARIOS`` crossed.

    What the system is (the first group of questions) stays, and so does an answer that is a range: the panel would
    compare it with points. Requirements go before priorities, of which one is moved at most.
    """
    by_answer: dict[str, list[Flip]] = defaultdict(list)
    for flip in flips:
        by_answer[flip.answer].append(flip)
    identity = next(iter(knowledge.groups.values())).questions
    now = answers_with_priorities(system, knowledge)
    movable = [name for name in by_answer if name not in identity and not isinstance(now[name], Range)]
    moves: list[Move] = []
    for name in sorted(movable, key=lambda name: _rank(name, by_answer[name])):
        is_second = name.startswith(PRIORITY_PREFIX) and any(move.field.startswith(PRIORITY_PREFIX) for move in moves)
        move = _move(knowledge, name, now[name], by_answer[name])
        size = math.prod(len(known.values) for known in (*moves, move))
        if len(moves) < MOST_ANSWERS and size <= MOST_SCENARIOS and len(move.values) > 1 and not is_second:
            moves.append(move)
    return tuple(moves)


def _rank(name: str, flips: Sequence[Flip]) -> tuple[bool, int, str]:
    return name.startswith(PRIORITY_PREFIX), -len({flip.decision for flip in flips}), name


def _move(knowledge: KnowledgeBase, name: str, now: Answer, flips: Sequence[Flip]) -> Move:
    if any(flip.at is not None for flip in flips):
        others: list[Answer] = [
            value
            for value in (_nearest(flips, "below"), _nearest(flips, "above"))
            if value is not None and value != now and _in_reach(value, now)
        ]
    else:
        turned = Counter(flip.value for flip in flips if flip.value is not None)
        others = [value for value, _ in turned.most_common(MOST_VALUES - 1)]
    values = (now, *others)
    return Move(name, _asked(knowledge, name), values, tuple(_shown(knowledge, name, value) for value in values))


def _in_reach(value: float, now: Answer) -> bool:
    """Whether a system like this might come to have the value: within a factor of ``REACH``."""
    return not isinstance(now, float | int) or now <= 0 or value == 0 or 1 / REACH <= value / now <= REACH


def _nearest(flips: Sequence[Flip], side: str) -> float | None:
    """A value just past the nearest threshold on one side."""
    here = [flip for flip in flips if flip.side == side]
    if not here:
        return None
    return _beyond((max if side == "below" else min)(here, key=lambda flip: flip.at or 0.0))


def _beyond(flip: Flip) -> float:
    """A round number just past a threshold: two digits, and at least a twentieth away from it."""
    at = flip.at or 0.0
    if flip.answer.startswith(PRIORITY_PREFIX):
        return float(math.floor(at) if flip.side == "below" else math.ceil(at))
    if at <= 0:
        return at
    scale = 10.0 ** (math.floor(math.log10(at)) - 1)
    past = at * (0.95 if flip.side == "below" else 1.05)
    return float((math.floor if flip.side == "below" else math.ceil)(past / scale) * scale)


def _asked(knowledge: KnowledgeBase, name: str) -> str:
    if name.startswith(PRIORITY_PREFIX):
        return f"Priority of {knowledge.qualities[name.removeprefix(PRIORITY_PREFIX)].label.lower()}"
    return knowledge.questions[name].ask


def _shown(knowledge: KnowledgeBase, name: str, value: Answer) -> str:
    if name.startswith(PRIORITY_PREFIX):
        return f"{value:g} of 5"
    question = knowledge.questions[name]
    if question.answers == Answers.CHOICE and isinstance(value, str):
        return question.choices[value].label
    return show_answer(value, question)


def as_numbers(knowledge: KnowledgeBase, moves: Sequence[Move]) -> Mapping[str, list[float]]:
    """The values of each move in the numbers of a batch of scenarios."""
    return {move.field: [_number(knowledge, move.field, value) for value in move.values] for move in moves}


def _number(knowledge: KnowledgeBase, name: str, value: Answer) -> float:
    choices = knowledge.vocabulary[name].choices
    match value:
        case bool():
            return float(value)
        case str():
            return float(choices.index(value))
        case tuple():
            return float(sum(1 << choices.index(item) for item in value))
        case Range():
            raise ValueError(f"{name}: a range is no single value")
        case _:
            return float(value)
