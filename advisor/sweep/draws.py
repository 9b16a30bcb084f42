"""Random draws of one answer from what the rule base expects of it, as many as one asks for."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.conditions import Field
from advisor.errors import UserError
from advisor.knowledge.base import GREATEST_PRIORITY
from advisor.knowledge.schema import Question
from advisor.reasoning.priors import choice_at, number_at

Values = NDArray[np.number[Any]]
"""Answers to one question as int64 or float64, as :class:`ScenarioBatch` keeps them."""


def drawn_priorities(name: str, draws: int) -> Values:
    """Whole priorities, all equally likely."""
    return np.floor(_uniform(name, draws) * (GREATEST_PRIORITY + 1))


def drawn_answers(name: str, question: Question, field: Field, draws: int) -> Values:
    """Answers to ``question`` in the numbers of a scenario batch; which ones depends on its name and ``draws`` alone.

    Raises:
        UserError: the rule base has no prior for the question.
    """
    prior = question.prior
    if prior is not None and prior.quantiles is not None:
        return number_at(prior, question, _uniform(name, draws))
    if prior is None or prior.shares is None:
        raise UserError("the rule base says nothing of what to expect here; give a list or a range.")
    return choice_at(name, prior, question, field.choices, lambda of: _uniform(of, draws))


def _uniform(name: str, draws: int) -> NDArray[np.float64]:
    """One number in each of ``draws`` equal parts of 0 to 1, in an order that ``name`` decides."""
    seed = int.from_bytes(hashlib.sha256(f"sweep:{name}".encode()).digest()[:8], "big")
    generator = np.random.Generator(np.random.PCG64(seed))
    return (generator.permutation(draws) + generator.random(draws)) / draws
