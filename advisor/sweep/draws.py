"""Random draws of one answer from what the rule base expects of it, as many as one asks for."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.conditions import Field
from advisor.errors import UserError
from advisor.knowledge.base import GREATEST_PRIORITY
from advisor.knowledge.schema import Answers, Question

_PERCENTILES = np.array([0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0])

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
        return _from_quantiles(np.array(prior.quantiles), question, _uniform(name, draws))
    if prior is None or prior.shares is None:
        raise UserError("the rule base says nothing of what to expect here; give a list or a range.")
    if question.answers == Answers.CHOICES:
        sets = np.zeros(draws, dtype=np.int64)
        for place, choice in enumerate(field.choices):
            sets |= (_uniform(f"{name}:{choice}", draws) < prior.shares.get(choice, 0.0)).astype(np.int64) << place
        return sets
    edges = np.cumsum([prior.shares.get(choice, 0.0) for choice in field.choices])
    found = np.searchsorted(edges / edges[-1], _uniform(name, draws), side="right")
    return np.minimum(found, len(field.choices) - 1)


def _uniform(name: str, draws: int) -> NDArray[np.float64]:
    """One number in each of ``draws`` equal parts of 0 to 1, in an order that ``name`` decides."""
    seed = int.from_bytes(hashlib.sha256(f"sweep:{name}".encode()).digest()[:8], "big")
    generator = np.random.Generator(np.random.PCG64(seed))
    return (generator.permutation(draws) + generator.random(draws)) / draws


def _from_quantiles(quantiles: NDArray[np.float64], question: Question, uniform: NDArray[np.float64]) -> Values:
    """Linear between the quantiles, in the logarithm where all are positive; the outer slopes go on at the ends."""
    positive = bool((quantiles > 0).all())
    inner = np.log(quantiles) if positive else quantiles
    first, last = (inner[1] - inner[0]) / 4, (inner[-1] - inner[-2]) / 4
    values = np.interp(uniform, _PERCENTILES, [inner[0] - first, *inner, inner[-1] + last])
    least = -math.inf if question.minimum is None else question.minimum
    greatest = math.inf if question.maximum is None else question.maximum
    return np.asarray(np.clip(np.exp(values) if positive else values, least, greatest))
