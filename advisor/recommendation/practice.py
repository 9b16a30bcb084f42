"""What practice says of each option: one reason, the sum over all answers, that names the answers that weigh most."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.practice import ALWAYS, PRACTICE, SOURCES
from advisor.reasoning.model import THOUSANDTHS, Model, thousandths
from advisor.recommendation.recommendation import Reason
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer

_NAMED = 2
_TELLING = 100.0
"""Thousandths of log-odds from which it is worth saying which answers weigh most."""


class _Said(NamedTuple):
    """All that practice says, of shape (weights,), option by option.

    Attributes:
        rows: the condition's place among the shares; -1 for what always holds.
        weights: thousandths of log-odds.
        options: decision and option.
        starts: where the weights of each option begin.
        option: the option that each weight is of.
        fields: the question that each weight is told by, or ``ALWAYS``.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    options: tuple[tuple[str, str], ...]
    starts: NDArray[np.int64]
    option: NDArray[np.int64]
    fields: tuple[str, ...]


@lru_cache(maxsize=4)
def _said(model: Model) -> _Said:
    knowledge = model.knowledge
    by_option: dict[tuple[str, str], list[tuple[int, float, str]]] = {}
    for when, decisions in knowledge.practice.items():
        row = model.row(None if when == ALWAYS else when)
        field = ALWAYS if row is None else knowledge.conditions[when].fields[0]
        for decision, weights in decisions.items():
            for option, weight in weights.items():
                by_option.setdefault((decision, option), []).append(
                    (-1 if row is None else row, thousandths(weight), field)
                )
    entries = [entry for found in by_option.values() for entry in found]
    counts = [len(found) for found in by_option.values()]
    rows, weights_, fields = zip(*entries, strict=True) if entries else ((), (), ())
    return _Said(
        np.array(rows, dtype=np.int64),
        np.array(weights_, dtype=np.float64),
        tuple(by_option),
        np.cumsum([0, *counts[:-1]]),
        np.repeat(np.arange(len(counts)), counts),
        fields,
    )


def from_practice(model: Model, system: System, share: NDArray[np.float64]) -> Iterator[Reason]:
    """One reason for each option that practice speaks of.

    Args:
        model: the rule base, compiled.
        system: whose answers are quoted.
        share: of what is not known, under which each condition holds, shape (conditions,).
    """
    said = _said(model)
    if not said.options:
        return
    effects = said.weights * np.append(share, 1.0)[said.rows]
    total = np.add.reduceat(effects, said.starts)
    named = _named(said, system, effects, total)
    for place, ((decision, option), effect) in enumerate(zip(said.options, total.tolist(), strict=True)):
        if effect != 0.0:
            names = tuple(named.get(place, ()))
            text = _sentence(model.knowledge, tuple((name, system.requirements[name]) for name in names))
            yield Reason(PRACTICE, "practice", decision, option, effect / THOUSANDTHS, 1.0, text, SOURCES, names)


def _named(
    said: _Said, system: System, effects: NDArray[np.float64], total: NDArray[np.float64]
) -> dict[int, dict[str, None]]:
    """For options of which it is worth saying the stated answers that weigh most towards where all point together."""
    towards = np.where(np.abs(total) >= _TELLING, np.sign(total), 0.0)[said.option] * effects
    (telling,) = np.nonzero(towards > 0)
    named: dict[int, dict[str, None]] = {}
    for at in telling[np.argsort(-towards[telling], kind="stable")].tolist():
        names = named.setdefault(int(said.option[at]), {})
        if len(names) < _NAMED and said.fields[at] in system.requirements:
            names[said.fields[at]] = None
    return named


@lru_cache(maxsize=2**12)
def _sentence(knowledge: KnowledgeBase, answers: tuple[tuple[str, Answer], ...]) -> str:
    """Practice in words, with the answers that weigh most."""
    shown = [f"{name.replace('_', ' ')} ({show_answer(one, knowledge.questions[name])})" for name, one in answers]
    alike = f", most of all in {' and '.join(shown)}" if shown else ""
    return f"Practice: what was built where answers were alike{alike}."
