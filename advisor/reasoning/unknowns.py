"""What is not known about many scenarios at once, drawn as for a single system.

The draws of a question depend on its name alone, so all scenarios share them; which questions make sense, and so are
drawn at all, may differ from scenario to scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.conditions import Condition
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch, draw
from advisor.reasoning.truth import NO, TruthPlan

_Values = NDArray[np.number[Any]]


class Unknowns:
    """The questions that scenarios leave open or give as ranges.

    Args:
        model: the compiled rule base.
        stays: the answers that all scenarios share; ranges are drawn only where they stand among these.
    """

    def __init__(self, model: Model, stays: Mapping[str, Answer]) -> None:
        ranges = {name: answer for name, answer in stays.items() if isinstance(answer, Range)}
        self._fields = model.fields
        self._ranges = ranges.keys()
        self._between = draw(ranges, model.knowledge, model.fields, frozenset(ranges))
        self._common = _draws_of_all(model)
        self._asked_when, self._asked = _when_asked(model)

    def moving(self, names: Iterable[str]) -> set[str]:
        """The fields of ``names``, and those that may be drawn or not depending on them."""
        varied = set(names)
        return varied | {name for name, when in self._asked_when.items() if varied & set(when.fields)}

    def draws(self, known: ScenarioBatch, conditions: Sequence[Condition]) -> ScenarioBatch:
        """Every scenario ``DRAWS`` times, draw by draw, with values for what is open and makes sense.

        Only fields that ``conditions`` read are filled in; the rest is of no meaning.
        """
        read = {name for condition in conditions for name in condition.fields}
        asked = {}
        if read & self._asked_when.keys() - self._ranges:
            makes_sense = self._asked.evaluate(known) != NO
            asked = {n: row for n, row in zip(self._asked_when, makes_sense, strict=True) if n not in self._ranges}
        size, fields = known.size, self._fields

        def filled(rows: _Values, unknown: NDArray[np.bool_], name: str, drawn: _Values) -> _Values:
            replaced = unknown & asked.get(name, True)
            every = np.where(replaced, drawn[:, None], rows) if replaced.any() else np.broadcast_to(rows, (DRAWS, size))
            return every.reshape(-1)

        every = ScenarioBatch(
            np.empty((len(fields.choice), DRAWS * size), dtype=np.int64),
            np.empty((len(fields.choices), DRAWS * size), dtype=np.int64),
            np.empty((len(fields.number), DRAWS * size)),
            np.empty((len(fields.number), DRAWS * size)),
        )
        for names, kept, drawn, target in (
            (fields.choice, known.choice, self._common.choice, every.choice),
            (fields.choices, known.choices, self._common.choices, every.choices),
        ):
            for row, name in enumerate(names):
                if name in read:
                    target[row] = filled(kept[row], kept[row] < 0, name, drawn[row])
        for row, name in enumerate(fields.number):
            if name in read:
                source = self._between if name in self._ranges else self._common
                unknown = known.low[row] != known.high[row]
                every.low[row] = filled(known.low[row], unknown, name, source.low[row])
                every.high[row] = filled(known.high[row], unknown, name, source.high[row])
        return every


@lru_cache(maxsize=4)
def _draws_of_all(model: Model) -> ScenarioBatch:
    """One scenario a draw, with a value for everything that rules read."""
    return draw({}, model.knowledge, model.fields, model.read)


@lru_cache(maxsize=4)
def _when_asked(model: Model) -> tuple[dict[str, Condition], TruthPlan]:
    """The conditions under which questions make sense, by question, and compiled in that order."""
    conditions = model.knowledge.asked_when
    return conditions, TruthPlan(list(conditions.values()), model.fields)
