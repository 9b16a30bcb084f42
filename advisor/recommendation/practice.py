"""What practice says of each option: one reason, the sum over all answers, that names the answers that weigh most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
        options: decision and option, and where the weights of each begin and end.
        fields: the question that each weight is told by, or ``ALWAYS``.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    options: tuple[tuple[str, str, int, int], ...]
    fields: tuple[str, ...]


@lru_cache(maxsize=4)
def _said(model: Model) -> _Said:
    knowledge = model.knowledge
    places = {condition.text: row for row, condition in enumerate(model.conditions)}
    by_option: dict[tuple[str, str], list[tuple[int, float, str]]] = {}
    for when, decisions in knowledge.practice.items():
        row, field = places.get(when, -1), "".join(knowledge.conditions[when].fields) if when != ALWAYS else ALWAYS
        for decision, weights in decisions.items():
            for option, weight in weights.items():
                by_option.setdefault((decision, option), []).append((row, thousandths(weight), field))
    entries = [entry for found in by_option.values() for entry in found]
    ends = np.cumsum([len(found) for found in by_option.values()]).tolist()
    options = tuple((*option, start, end) for option, start, end in zip(by_option, [0, *ends], ends, strict=False))
    rows, weights_, fields = zip(*entries, strict=True) if entries else ((), (), ())
    return _Said(np.array(rows, dtype=np.int64), np.array(weights_, dtype=np.float64), options, fields)


def from_practice(model: Model, system: System, share: NDArray[np.float64]) -> Iterator[Reason]:
    """One reason for each option that practice speaks of.

    Args:
        model: the rule base, compiled.
        system: whose answers are quoted.
        share: of what is not known, under which each condition holds, shape (conditions,).
    """
    said = _said(model)
    effects = said.weights * np.append(share, 1.0)[said.rows]
    sums = np.add.reduceat(effects, [start for _, _, start, _ in said.options]).tolist() if len(effects) else []
    for (decision, option, start, end), effect in zip(said.options, sums, strict=True):
        if effect == 0.0:
            continue
        named: list[str] = []
        if abs(effect) >= _TELLING:
            named = _weightiest(said.fields[start:end], effects[start:end] * np.sign(effect), system)
        text = "Practice: what was built where answers were alike"
        if named:
            shown = (
                f"{name.replace('_', ' ')} ({show_answer(system.requirements[name], model.knowledge.questions[name])})"
                for name in named
            )
            text += f", most of all in {' and '.join(shown)}"
        yield Reason(
            PRACTICE, "practice", decision, option, effect / THOUSANDTHS, 1.0, f"{text}.", SOURCES, tuple(named)
        )  # fmt: skip


def _weightiest(fields: Sequence[str], effects: NDArray[np.float64], system: System) -> list[str]:
    """The questions answered by ``system`` whose answers add most, at most ``_NAMED``, the weightiest first."""
    named: list[str] = []
    for place in np.argsort(-effects, kind="stable").tolist():
        if effects[place] <= 0 or len(named) == _NAMED:
            break
        if fields[place] in system.requirements and fields[place] not in named:
            named.append(fields[place])
    return named
