"""When to move on from the simplest sufficient architecture: for each heavier option what to measure, and the value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisor.answers import Range
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.cells import NARROW, Cell, cells_of, is_number
from advisor.reasoning.flips import Flip
from advisor.reasoning.model import Model
from advisor.reasoning.simplest import SMALL_LOSS, Move, Side, SimplestSufficient, effort_of
from advisor.reasoning.variants import Change, Variants
from advisor.requirements.system import System


def moves_to_heavier(
    model: Model,
    system: System,
    simplest: SimplestSufficient,
    flips: Iterable[Flip],
    allowed_loss: float = SMALL_LOSS,
) -> tuple[Move, ...]:
    """Every threshold of one measured number, not met today, beyond which a heavier option is the right one.

    Where the simplest architecture takes the recommended option these are flips to a heavier one. Where it takes a
    simpler one, they are the values at which the simpler option begins to lose more than ``allowed_loss`` (or
    becomes impossible) while the recommended one does not. Priorities are stated, not measured, and give none.

    Args:
        flips: of ``system``.
        allowed_loss: log-odds, as for ``simplest``.
    """
    changed = {change.decision for change in simplest.changes}
    found = [
        Move(flip.decision, flip.before, flip.after, flip.answer, flip.at, flip.side)
        for flip in flips
        if flip.at is not None
        and flip.side is not None
        and flip.decision not in changed
        and not flip.answer.startswith(PRIORITY_PREFIX)
        and effort_of(model, flip.decision, flip.after) > effort_of(model, flip.decision, flip.before)
    ]
    lighter = [
        (change.decision, change.simpler, change.recommended)
        for change in simplest.changes
        if change.effort > 0 and change.recommended is not None and change.simpler is not None
    ]
    if lighter:
        numbers = {name for name, answer in system.requirements.items() if name in model.read and is_number(answer)}
        cells = cells_of(model, system, [name for name in model.knowledge.questions if name in numbers])
        walks = [walk for name, of_name in cells.items() for walk in _walks(system, name, of_name)]
        changes: list[Change] = [(walk.answer, cell.sample) for walk in walks for cell in walk.cells]
        options = [(decision, option) for decision, *both in lighter for option in both]
        losses = Variants(model, system).losses(changes, options)
        for row, (decision, simpler, heavier) in enumerate(lighter):
            lost = iter(losses[2 * row : 2 * row + 2].T.tolist())
            for walk in walks:
                at = _first_beyond(walk, [next(lost) for _ in walk.cells], allowed_loss)
                if at is not None:
                    found.append(Move(decision, simpler, heavier, walk.answer, at, walk.side))
    order = list(model.decisions)
    return tuple(sorted(found, key=lambda move: order.index(move.decision)))


@dataclass(frozen=True)
class _Walk:
    """The cells of one number on one side of today's answer, the nearest first."""

    answer: str
    side: Side
    today: float
    cells: Sequence[Cell]


def _walks(system: System, name: str, cells: Sequence[Cell]) -> Iterator[_Walk]:
    answer = system.requirements[name]
    low, high = (answer.low, answer.high) if isinstance(answer, Range) else (float(answer), float(answer))  # type: ignore[arg-type]
    yield _Walk(name, "above", high, [cell for cell in cells if cell.low > high and not cell.is_point])
    yield _Walk(name, "below", low, [cell for cell in reversed(cells) if cell.high <= low and not cell.is_point])


def _first_beyond(walk: _Walk, lost: Sequence[Sequence[float]], allowed: float) -> float | None:
    """Where the simpler option first loses too much, if the heavier one does not lose too much there as well."""
    for cell, (simpler, heavier) in zip(walk.cells, lost, strict=True):
        if simpler > allowed:
            at = float(f"{cell.low if walk.side == 'above' else cell.high:.10g}")
            today = math.isclose(at, walk.today, rel_tol=NARROW)
            return None if heavier > allowed or today else at
    return None
