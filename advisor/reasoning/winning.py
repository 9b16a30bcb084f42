"""Answers for which an option is part of the best architecture, and answers for which it is not.

Found by search with the engine itself: sheets of answers drawn over the cells between breakpoints, then, for options
that none of them makes win, steps that change one answer at a time towards the smallest loss. What search does not
find is not thereby proved; ``advisor.reasoning.domination`` proves some of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.conditions import AllOf, AnyOf, Below, Field, Tree, holds
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.sums import plain_number
from advisor.reasoning.elimination import is_forbidden
from advisor.reasoning.model import Model, share_holding
from advisor.reasoning.scenarios import encode
from advisor.requirements.system import System

FIRST_SHEETS = 1024
_ROWS_AT_ONCE = 256
_MOST_STARTS = 40
_SHEETS_A_START = 64
_SEED = 20
_EVERYDAY = (0.01, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e6, 1e8)
"""Values of numbers that stand only in products, where no single limit cuts them."""

Sheet = Mapping[str, Answer]
State = tuple[str, str]


@dataclass
class Contests:
    """What search found about each option of each decision.

    Attributes:
        wins: answers for which the option is part of the best architecture.
        loses: answers for which its decision applies and the option is not.
        least: the least loss seen, in thousandths of log-odds; infinite where nothing was feasible.
    """

    wins: dict[State, Sheet] = field(default_factory=dict)
    loses: dict[State, Sheet] = field(default_factory=dict)
    least: dict[State, float] = field(default_factory=dict)


def contest(model: Model, first_sheets: int = FIRST_SHEETS) -> Contests:
    """Search answers for every option of ``model``; the same for the same rule base every time."""
    values = _cells(model)
    random = Random(_SEED)  # noqa: S311 - a search, not a secret
    found = Contests()

    def draw(count: int) -> list[Sheet]:
        return [{name: random.choice(some) for name, some in values.items()} for _ in range(count)]

    _note(model, draw(first_sheets), found)
    for decision, options in zip(model.decisions, model.options, strict=True):
        for option in options:
            for _ in range(_MOST_STARTS):
                if (decision, option) in found.wins:
                    break
                _climb(model, (decision, option), values, draw(_SHEETS_A_START), found)
    return found


def _climb(
    model: Model, state: State, values: Mapping[str, Sequence[Answer]], sheets: Sequence[Sheet], found: Contests
) -> None:
    """From the best of ``sheets`` change one answer at a time, to what leaves the least loss, as long as that helps.

    Sheets answer every question, so that one which a change opens has an answer too.
    """
    least = np.inf
    while True:
        loss, sheet = _note(model, sheets, found, state)
        if state in found.wins or loss >= least:
            return
        least = loss
        sheets = [
            {**sheet, name: value} for name, choices in values.items() for value in choices if sheet.get(name) != value
        ]


def _note(model: Model, sheets: Sequence[Sheet], found: Contests, wanted: State | None = None) -> tuple[float, Sheet]:
    """Solve all sheets, keep what is new about any option, and return the least loss of ``wanted`` with its sheet."""
    closest: tuple[float, Sheet] = (np.inf, {})
    for start in range(0, len(sheets), _ROWS_AT_ONCE):
        part = sheets[start : start + _ROWS_AT_ONCE]
        asked = [asked_of(sheet, model.knowledge) for sheet in part]
        losses, applicable = losses_of(model, asked)
        for position, (decision, options) in enumerate(zip(model.decisions, model.options, strict=True)):
            counted = np.where(applicable[position], losses[position], np.inf)
            for option, row in zip(options, counted, strict=True):
                state, best = (decision, option), int(row.argmin())
                if row[best] == 0:
                    found.wins.setdefault(state, asked[best])
                lost = np.flatnonzero(np.isfinite(row) & (row > 0))
                if len(lost):
                    found.loses.setdefault(state, asked[int(lost[0])])
                if state == wanted and row[best] < closest[0]:
                    closest = float(row[best]), part[best]
                found.least[state] = min(float(row[best]), found.least.get(state, np.inf))
    return closest


def system_of(sheet: Sheet) -> System:
    """The sheet as the engine takes it: answers, and priorities apart."""
    answers = {name: answer for name, answer in sheet.items() if not name.startswith(PRIORITY_PREFIX)}
    priorities = {
        name.removeprefix(PRIORITY_PREFIX): float(str(answer))
        for name, answer in sheet.items()
        if name.startswith(PRIORITY_PREFIX)
    }
    return System("found", requirements=answers, priorities=priorities)


def losses_of(model: Model, sheets: Sequence[Sheet]) -> tuple[list[NDArray[np.float64]], NDArray[np.bool_]]:
    """By decision the loss of each option against the best architecture, shape (options, sheets): 0 for the one taken,
    at least 0.5 for one that ties and is not taken, infinite where nothing is feasible with it; and what applies.

    Sheets answer all that is asked.
    """
    batch = encode(sheets, model.fields)
    tables = model.tables(share_holding(model.truths(batch)), batch, model.fixed({}))
    optimum = model.plan.best(tables.unary, tables.pairs)
    taken = tables.options(optimum.states)
    nothing = np.asarray(is_forbidden(optimum.score))
    losses = []
    for position, options in enumerate(model.options):
        lost = np.full((len(options), len(sheets)), np.inf)
        with_state = optimum.with_state[position]
        lost[tables.kept[position]] = np.where(is_forbidden(with_state), np.inf, optimum.score - with_state + 0.5)
        lost[taken[position], np.arange(len(sheets))] = 0.0
        lost[:, nothing] = np.inf
        losses.append(lost)
    return losses, tables.applicable


# --- answers ---------------------------------------------------------------------------------------


def _cells(model: Model) -> dict[str, Sequence[Answer]]:
    """For every field the answers that conditions can tell apart, and more where numbers are multiplied."""
    limits: dict[str, set[float]] = {name: set() for name in model.fields.vocabulary}
    for condition in model.conditions:
        for test in _tests(condition.tree):
            if isinstance(test, Below):
                limits[test.field].add(test.limit)
    return {name: _values(name, known, limits[name]) for name, known in model.fields.vocabulary.items()}


def _tests(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, AllOf | AnyOf):
        for part in tree.parts:
            yield from _tests(part)
    else:
        yield tree


def _values(name: str, known: Field, limits: set[float]) -> Sequence[Answer]:
    match known.kind:
        case "choice":
            return [choice == "true" if known.is_boolean else choice for choice in known.choices]
        case "choices":
            return [(choice,) for choice in known.choices] + [
                (one, other) for one in known.choices for other in known.choices[known.choices.index(one) + 1 :]
            ]
        case _ if name.startswith(PRIORITY_PREFIX):
            return [float(priority) for priority in range(GREATEST_PRIORITY + 1)]
        case _:
            edges = sorted({known.minimum, *(limit for limit in limits if known.minimum < limit <= known.maximum)})
            ends = [*(np.nextafter(edge, -np.inf) for edge in edges[1:]), known.maximum]
            inside = [plain_number(low, float(high)) for low, high in zip(edges, ends, strict=True)]
            everyday = [value for value in _EVERYDAY if known.minimum <= value <= known.maximum]
            return sorted({*inside, *everyday})


def asked_of(sheet: Sheet, knowledge: KnowledgeBase) -> Sheet:
    """The answers of a complete sheet to questions that make sense under the others."""
    asked = knowledge.asked_when
    return {
        name: answer
        for name, answer in sheet.items()
        if name not in asked or holds(asked[name], sheet, knowledge.vocabulary)
    }
