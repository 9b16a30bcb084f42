"""Hypothesis strategies: random answer sheets of the real questionnaire, random factor graphs."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from advisor.answers import Range
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.system import System

KNOWLEDGE = load_knowledge()


def answers_to(question: Question) -> st.SearchStrategy[Any]:
    """Every kind of answer the question takes, edge values included."""
    match question.answers:
        case Answers.CHOICE:
            return st.sampled_from(sorted(question.choices))
        case Answers.BOOLEAN:
            return st.booleans()
        case Answers.CHOICES:
            ids = list(question.choices)
            ticked = st.lists(st.sampled_from(ids), min_size=1, unique=True)
            return ticked.map(lambda chosen: tuple(sorted(chosen, key=ids.index)))
        case _:
            return _numbers(question)


def _numbers(question: Question) -> st.SearchStrategy[Any]:
    low = max(question.minimum or 0.0, 0.0)
    high = min(math.inf if question.maximum is None else question.maximum, 1e12)
    spread = st.floats(math.log(max(low, 1e-6)), math.log(high)).map(lambda level: min(max(math.exp(level), low), high))
    ranges = st.tuples(spread, spread).map(lambda ends: Range(min(ends), max(ends)))
    return st.one_of(st.sampled_from([low, high]), spread, ranges)


@st.composite
def systems(draw: st.DrawFn, *, least: int = 0, most: int = 60) -> System:
    """A system with some questions answered at random."""
    names = draw(st.lists(st.sampled_from(sorted(KNOWLEDGE.questions)), unique=True, min_size=least, max_size=most))
    requirements = {name: draw(answers_to(KNOWLEDGE.questions[name])) for name in names}
    qualities = draw(st.lists(st.sampled_from(sorted(KNOWLEDGE.qualities)), unique=True, max_size=4))
    priorities = {quality: float(draw(st.integers(0, 5))) for quality in qualities}
    return System("random", requirements=requirements, priorities=priorities)
