"""Which change of one answer would change a decision.

Conditions cut every number into finitely many cells within which nothing changes, so evaluating one value of each
cell finds every threshold; a choice has finitely many values. A priority moves scores along straight lines, so its
thresholds are corners of the upper envelope, found by intersecting lines, never by trying a grid.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.answers import Answer, Range
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX
from advisor.knowledge.schema import Answers
from advisor.reasoning.breakpoints import breakpoints
from advisor.reasoning.cells import NARROW, Cell, cells_of, is_number
from advisor.reasoning.model import THOUSANDTHS, Model
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.variants import Architecture, Best, Change, Variants
from advisor.requirements.system import System


@dataclass(frozen=True)
class Flip:
    """One change of one answer, alone, that changes the recommended option of a decision.

    Attributes:
        before: the option recommended now.
        after: the option recommended then.
        answer: a requirement, or ``priorities.<quality>``.
        at: for numbers the threshold, in the question's unit.
        side: on which side of it the change lies.
        value: for choices the other answer.
    """

    decision: str
    before: str
    after: str
    answer: str
    at: float | None = None
    side: Literal["above", "below"] | None = None
    value: str | bool | tuple[str, ...] | None = None


def find_flips(model: Model, system: System) -> tuple[Flip, ...]:
    """Every flip of every decision, by answer in the order of the questions, each confirmed by a re-run."""
    variants = Variants(model, system)
    (recommended,) = variants.best_together([()])
    if recommended is None:
        return ()
    now = recommended.architecture
    answered = [name for name in model.knowledge.questions if name in system.requirements and name in model.read]
    cells = cells_of(model, system, [name for name in answered if is_number(system.requirements[name])])
    values = {name: list(_other_values(model, system, name)) for name in answered if name not in cells}
    trials: list[Change] = [(name, cell.sample) for name, found in cells.items() for cell in found]
    trials += [(name, value) for name, found in values.items() for value in found]
    then = {
        trial: best.architecture for trial, best in zip(trials, variants.best(trials), strict=True) if best is not None
    }
    flips: list[Flip] = []
    for name in answered:
        if name in cells:
            flips += _number_flips(name, system.requirements[name], cells[name], now, then)
        else:
            flips += [
                Flip(decision, before, after, name, value=value)
                for value in values[name]
                for decision, before, after in _changes(now, then.get((name, value), {}))
            ]
    flips += _priority_flips(model, system, variants, now)
    return tuple(_confirmed(model, system, variants, flips))


def _changes(now: Architecture, then: Architecture) -> Iterator[tuple[str, str, str]]:
    for decision, before in now.items():
        after = then.get(decision)
        if before is not None and after is not None and after != before:
            yield decision, before, after


# --- numbers and choices ---------------------------------------------------------------------------


def _other_values(model: Model, system: System, name: str) -> Iterator[str | bool | tuple[str, ...]]:
    question, answer = model.knowledge.questions[name], system.requirements[name]
    match question.answers:
        case Answers.BOOLEAN:
            yield not answer
        case Answers.CHOICE:
            yield from (choice for choice in question.choices if choice != answer)
        case Answers.CHOICES if isinstance(answer, tuple):
            for choice in question.choices:
                toggled = tuple(c for c in question.choices if (c in answer) != (c == choice))
                if toggled:
                    yield toggled


def _number_flips(
    name: str,
    answer: Answer,
    cells: Sequence[Cell],
    now: Architecture,
    then: Mapping[tuple[str, Answer], Architecture],
) -> Iterator[Flip]:
    """Thresholds above and below the answer at which a decision turns to something else than now."""
    low, high = (answer.low, answer.high) if isinstance(answer, Range) else (float(answer), float(answer))  # type: ignore[arg-type]
    inside = {"above": [c for c in cells if c.low <= high][-1:], "below": [c for c in cells if c.high > low][:1]}
    above = [cell for cell in cells if cell.low > high and not cell.is_point]
    below = [cell for cell in reversed(cells) if cell.high <= low and not cell.is_point]
    for side, walk in (("above", above), ("below", below)):
        last = next((then.get((name, cell.sample), now) for cell in inside[side]), now)
        for cell in walk:
            here = then.get((name, cell.sample), {})
            if here is last:
                continue
            at = _plain(cell.low if side == "above" else cell.high)
            for decision, before, after in _changes(now, here):
                if last.get(decision) != after:
                    yield Flip(decision, before, after, name, at=at, side=side)  # type: ignore[arg-type]
            last = here


def _plain(value: float) -> float:
    """The threshold as its author wrote it, without the last bits that come from strict comparisons and arithmetic."""
    return float(f"{value:.10g}")


# --- priorities ------------------------------------------------------------------------------------


_Grades = Mapping[tuple[str, str | None], float]


@dataclass(frozen=True)
class _Span:
    """Weights of one quality, in thousandths, between two that were tried."""

    quality: str
    low: int
    high: int


def _priority_flips(model: Model, system: System, variants: Variants, now: Architecture) -> Iterator[Flip]:
    """Flips of all qualities. Between two weights with the same best architecture lies no other one: scores are
    straight lines in a weight, so the set of weights at which an architecture is best is an interval.

    Where the lines of two unlike neighbours cross, either both are best and the corner is found, or a third one is
    better there and divides the span.
    """
    preference = model.knowledge.preference
    step = preference.weight_per_grade * THOUSANDTHS

    def priority(weight: int) -> float:
        return preference.neutral + weight / step

    def try_all(trials: Iterable[tuple[str, int]]) -> None:
        new = sorted(set(trials) - set(tried))
        found = variants.best([(PRIORITY_PREFIX + quality, priority(weight)) for quality, weight in new])
        tried.update(zip(new, found, strict=True))

    def architecture(quality: str, weight: int) -> Architecture | None:
        best = tried[quality, weight]
        return None if best is None else best.architecture

    tried: dict[tuple[str, int], Best | None] = {}
    grades = {quality: _grades(model, quality) for quality in model.knowledge.qualities}
    spans = list(_cells_of_weights(model, system, step))
    try_all((span.quality, weight) for span in spans for weight in (span.low, span.high))
    corners: set[tuple[str, int]] = set()
    while spans:
        unequal = [s for s in spans if architecture(s.quality, s.low) != architecture(s.quality, s.high)]
        corners |= {(span.quality, span.high) for span in unequal if span.high - span.low == 1}
        spans = [
            part
            for span in unequal
            if span.high - span.low > 1
            for middle in [_crossing(grades[span.quality], span, tried)]
            for part in (
                _Span(span.quality, span.low, middle),
                _Span(span.quality, middle, middle + 1),
                _Span(span.quality, middle + 1, span.high),
            )
            if part.low < part.high
        ]
        try_all((span.quality, weight) for span in spans for weight in (span.low, span.high))
    for quality in model.knowledge.qualities:
        here = system.priorities.get(quality, preference.neutral)
        found = sorted(weight for name, weight in corners if name == quality)
        walks = (
            ("above", [(weight, weight) for weight in found if priority(weight) > here]),
            ("below", [(weight, weight - 1) for weight in reversed(found) if priority(weight) <= here]),
        )
        for side, walk in walks:
            last: Architecture = now
            for weight, beyond in walk:
                then = architecture(quality, beyond) or {}
                at = round(priority(weight) - 0.5 / step, 4)
                for decision, before, after in _changes(now, then):
                    if last.get(decision) != after:
                        yield Flip(decision, before, after, PRIORITY_PREFIX + quality, at=at, side=side)  # type: ignore[arg-type]
                last = then


def _crossing(grades: _Grades, span: _Span, tried: Mapping[tuple[str, int], Best | None]) -> int:
    """The last weight before the lines of the architectures at both ends cross; the middle where they do not."""
    low, high = tried[span.quality, span.low], tried[span.quality, span.high]
    if low is not None and high is not None:
        rise = _slope(grades, low.architecture), _slope(grades, high.architecture)
        if rise[0] != rise[1]:
            lead = low.score - high.score + rise[1] * (span.high - span.low)
            return min(max(span.low + math.floor(lead / (rise[1] - rise[0])), span.low), span.high - 1)
    return (span.low + span.high) // 2


def _grades(model: Model, quality: str) -> _Grades:
    """What one thousandth more weight of a quality adds to the score of each option, in thousandths, where anything."""
    return {
        (decision, option): float(described.effects[quality].grade)
        for decision, of in model.knowledge.decisions.items()
        for option, described in of.options.items()
        if quality in described.effects
    }


def _slope(grades: _Grades, architecture: Architecture) -> float:
    """The same of an architecture."""
    return sum(grades.get(taken, 0.0) for taken in architecture.items())


def _cells_of_weights(model: Model, system: System, step: float) -> Iterator[_Span]:
    """Ranges of weights within which no condition on the priority changes, and the steps between them."""
    neutral = model.knowledge.preference.neutral
    answers = answers_with_priorities(system, model.knowledge)
    least, greatest = round(-neutral * step), round((GREATEST_PRIORITY - neutral) * step)
    for quality in model.knowledge.qualities:
        limits = breakpoints(PRIORITY_PREFIX + quality, model.conditions, answers, model.fields.vocabulary)
        edges = [least, *(math.ceil((limit - neutral) * step - 1e-6) for limit in limits), greatest + 1]
        for low, high in itertools.pairwise(edges):
            if high - 1 > low:
                yield _Span(quality, low, high - 1)
            if high <= greatest:
                yield _Span(quality, high - 1, high)


# --- confirmation ----------------------------------------------------------------------------------


def _confirmed(model: Model, system: System, variants: Variants, flips: Sequence[Flip]) -> Iterator[Flip]:
    """Flips that a re-run on both sides shows. Of thresholds less than a hundred-millionth apart, which no answer can
    tell apart, the outer one alone is listed.
    """
    sides = [tuple((flip.answer, value) for value in _sides(model, system, flip)) for flip in flips]
    changes = list(dict.fromkeys(change for pair in sides for change in pair))
    found = dict(zip(changes, variants.best(changes), strict=True))
    for flip, (near, far) in zip(flips, sides, strict=True):
        here, beyond = found[near], found[far]
        if beyond is None or beyond.architecture[flip.decision] != flip.after:
            continue
        if here is None or here.architecture.get(flip.decision) != flip.after:
            yield flip


def _sides(model: Model, system: System, flip: Flip) -> tuple[Answer, Answer]:
    if flip.at is None:
        here = system.requirements[flip.answer]
        return here, flip.value  # type: ignore[return-value]
    if flip.answer.startswith(PRIORITY_PREFIX):
        # A little over half a step of the weight, so that rounding of the threshold stays on its side.
        nudge = 0.6 / (model.knowledge.preference.weight_per_grade * THOUSANDTHS)
        below, above = max(flip.at - nudge, 0.0), min(flip.at + nudge, float(GREATEST_PRIORITY))
    else:
        below, above = (flip.at + step for step in (-10 * NARROW * flip.at, 10 * NARROW * flip.at))
        here = system.requirements[flip.answer]
        if isinstance(here, float | int) and math.isclose(here, flip.at, rel_tol=10 * NARROW):
            return here, above if flip.side == "above" else below
    return (below, above) if flip.side == "above" else (above, below)
