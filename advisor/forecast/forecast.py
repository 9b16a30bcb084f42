"""What one architecture comes to for one system: every quantity as a range, with where it came from.

Ranges of answers and of reference numbers are drawn (``advisor.estimates.ranges`` says what they mean) and all
quantities are worked out on the same draws, so that what two of them share moves both. ``low``, ``mid`` and ``high``
are the 5th, 50th and 95th percentile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from advisor.answers import Answer, Range
from advisor.estimates.ages import age_note
from advisor.estimates.formula import Values
from advisor.estimates.latency import latency_of
from advisor.estimates.ranges import Interval
from advisor.estimates.references import Reference
from advisor.forecast.draws import drawn_answers, drawn_references, is_known, percentiles
from advisor.forecast.evaluate import NO_WAY, Outcome, evaluate
from advisor.forecast.plan import Plan
from advisor.forecast.schema import Way
from advisor.forecast.steps import steps
from advisor.reasoning.scenarios import encode, join
from advisor.reasoning.truth import NO, UNKNOWN, Truths

Origin = Literal["answer", "reference", "formula", "term", "given"]


@dataclass(frozen=True)
class Figure:
    """One quantity of an architecture.

    Attributes:
        low, mid, high: 5th, 50th and 95th percentile, in ``unit``; infinite where a load can't be carried.
        origin: what kind of thing it came from.
        source: the answer, reference number or formula behind it, or the term as written.
        inputs: the quantities that went in: by the formula's names, or by their own.
        because: why this way, where the way says it.
        caveats: what it leaves out, its own and those of its inputs.
    """

    name: str
    low: float
    mid: float
    high: float
    unit: str
    origin: Origin
    source: str
    inputs: Mapping[str, str]
    because: str
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class Forecast:
    """All that is known of an architecture in numbers.

    Attributes:
        shown: results in the order in which they are shown.
        figures: every known quantity by id; absent where it does not apply or an input is missing.
        comparisons: the break-evens, each with the quantity on its axis.
        breakdowns: for some results what their parts contribute to the middle, which add up to about it.
        missing: for results that are absent but apply, the answers that would give them.
        references: the reference numbers used.
        note: what to know about the age of the numbers; empty if there is nothing.
    """

    shown: tuple[str, ...]
    figures: Mapping[str, Figure]
    comparisons: Mapping[str, str | None]
    breakdowns: Mapping[str, Mapping[str, Interval]]
    missing: Mapping[str, tuple[str, ...]]
    references: Mapping[str, Reference]
    note: str

    @property
    def results(self) -> dict[str, Figure]:
        """The results that are known."""
        return {name: self.figures[name] for name in self.shown if name in self.figures}


def forecast(plan: Plan, answers: Mapping[str, Answer], architecture: Mapping[str, str], year: int) -> Forecast:
    """The numbers of one architecture.

    Args:
        plan: what to work out.
        answers: the requirements that are known.
        architecture: the option of each decision that applies.
        year: the present, against which the age of reference numbers is judged.
    """
    batch = drawn_answers(plan, {**answers, **architecture})
    truths = plan.truth.evaluate(batch)
    drawn = drawn_references(plan)
    prepared: dict[tuple[Any, ...], Any] = {}
    found = evaluate(plan, batch, drawn, truths, drawn.constants, prepared=prepared)
    figures = _figures(plan, found, drawn.figures)
    used = _used(plan, figures)
    wanting = _Wanting(plan, found, truths[:, 0])
    references = {name: plan.references[name] for name in sorted(used)}
    return Forecast(
        shown=plan.shown,
        figures=figures,
        comparisons={name: axis for name, axis in plan.comparisons.items() if name in figures},
        breakdowns=_breakdowns(plan, found, figures, prepared),
        missing={name: wanted for name in plan.shown if name not in figures and (wanted := wanting.answers(name))},
        references=references,
        note=age_note(references, year),
    )


def middle_references(plan: Plan) -> dict[str, Values]:
    """Every reference number at its middle, for work on many scenarios."""
    return {name: np.asarray(reference.mid) for name, reference in plan.references.items()}


def _figures(plan: Plan, found: Mapping[str, Outcome], constants: dict[tuple[str, int], Figure]) -> dict[str, Figure]:
    """The quantities that are known in enough of the draws; those of ``constants`` as they stand there."""
    known = {name: outcome for name, outcome in found.items() if outcome.way is not None or is_known(outcome)}
    spread = [name for name, outcome in known.items() if outcome.low != outcome.high]
    ends = percentiles(np.stack([found[name].values for name in spread])).tolist() if spread else []
    between = dict(zip(spread, ends, strict=True))
    figures: dict[str, Figure] = {}
    for name, outcome in known.items():
        key = name, _way_of(outcome) if outcome.way is None else outcome.way
        figure = constants.get(key)
        if figure is None:
            way = steps(plan)[name][key[1]]
            figure = _figure(plan, *key, between.get(name, (outcome.low,) * 3), figures)
            if way.constant and outcome.way is not None:
                constants[key] = figure
        figures[name] = figure
    return figures


def _way_of(outcome: Outcome) -> int:
    """The way that most of the rows took."""
    return int(np.bincount(outcome.ways[outcome.ways != NO_WAY]).argmax())


def _figure(
    plan: Plan, name: str, taken: int, ends: tuple[float, float, float], figures: Mapping[str, Figure]
) -> Figure:
    low, mid, high = ends
    way = plan.quantities[name].ways[taken]
    origin, source, inputs = _behind(plan, name, taken)
    caveats = [way.caveat] if way.caveat else []
    for read in inputs.values():
        if (behind := figures.get(read)) is not None:
            caveats += behind.caveats
    return Figure(
        name=plan.quantities[name].name,
        low=low,
        mid=mid,
        high=high,
        unit=plan.quantities[name].unit,
        origin=origin,
        source=source,
        inputs=inputs,
        because=way.because or "",
        caveats=tuple(dict.fromkeys(caveats)) if caveats else (),
    )


@lru_cache(maxsize=2048)
def _behind(plan: Plan, name: str, taken: int) -> tuple[Origin, str, Mapping[str, str]]:
    """What kind of thing a way is, which one, and the quantities that it takes."""
    way = plan.quantities[name].ways[taken]
    return *_origin(way), _inputs(plan, way)


def _origin(way: Way) -> tuple[Origin, str]:
    if way.answer is not None:
        return "answer", way.answer
    if way.reference is not None:
        return "reference", way.reference
    if way.formula is not None:
        return "formula", way.formula
    return ("term", way.term) if way.term is not None else ("given", f"{way.given:g}")


def _inputs(plan: Plan, way: Way) -> dict[str, str]:
    if way.formula is not None:
        return {argument: way.inputs.get(argument, argument) for argument in plan.formula(way.formula).inputs}
    return {name: name for name in plan.reads(way)}


def _used(plan: Plan, figures: Mapping[str, Figure]) -> set[str]:
    """The reference numbers behind the results that are shown."""
    used: set[str] = set()
    waiting = [name for name in (*plan.shown, *plan.comparisons) if name in figures]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in figures:
            continue
        seen.add(name)
        figure = figures[name]
        if figure.origin == "reference":
            used.add(figure.source)
        waiting += figure.inputs.values()
    return used


def _breakdowns(
    plan: Plan, found: Mapping[str, Outcome], figures: Mapping[str, Figure], prepared: Mapping[tuple[Any, ...], Any]
) -> dict[str, Mapping[str, Interval]]:
    """Parts of sums as they are, and of the percentiles of latency as ``Latency.breakdown`` shares them out.

    Args:
        prepared: the latencies worked out in all draws, as ``evaluate`` left them.
    """
    result: dict[str, Mapping[str, Interval]] = {}
    for name in ("latency_p50_ms", "latency_p99_ms"):
        figure = figures.get(name)
        if figure is not None and figure.origin == "formula":
            latency = prepared.get((latency_of, tuple(figure.inputs.values())))
            total = found[name].values
            if latency is None or found[name].way is None:
                rows = found[name].ways != NO_WAY
                total = total[rows]
                latency = latency_of(**{argument: found[read].values[rows] for argument, read in figure.inputs.items()})
            shares = latency.breakdown_of(total)
            ends = percentiles(np.stack([np.broadcast_to(values, total.shape) for values in shares.values()]))
            result[name] = {part: Interval(*end) for part, end in zip(shares, ends.tolist(), strict=True)}
    for name, parts in plan.parts.items():
        if name in figures:
            result[name] = {
                part: Interval(figures[read].low, figures[read].mid, figures[read].high)
                for part, read in parts.items()
                if read in figures
            }
    return result


class _Wanting:
    """Finds which answers stand between what is known and a quantity that is not."""

    def __init__(self, plan: Plan, found: Mapping[str, Outcome], truths: Truths) -> None:
        self._plan, self._found = plan, found
        self._truths = dict(zip(plan.conditions, truths.tolist(), strict=True))
        self._wanted: dict[str, tuple[str, ...] | None] = {}

    def answers(self, name: str) -> tuple[str, ...] | None:
        """The answers that would give the quantity by its first way that is open; ``None`` where it does not apply."""
        if name not in self._wanted:
            self._wanted[name] = self._answers(name)
        return self._wanted[name]

    def _answers(self, name: str) -> tuple[str, ...] | None:
        if self._found[name].way is not None or is_known(self._found[name]):
            return ()
        for way in self._plan.quantities[name].ways:
            wanted = self._of_way(way)
            if wanted:
                return wanted
        return None

    def _of_way(self, way: Way) -> tuple[str, ...] | None:
        wanted: dict[str, None] = {}
        if way.when is not None:
            truth = self._truths[way.when]
            if truth == NO:
                return None
            if truth == UNKNOWN:
                asked = [name for name in self._plan.conditions[way.when].fields if name not in self._plan.decisions]
                if not asked:
                    return None
                wanted |= dict.fromkeys(asked)
        if way.answer is not None:
            wanted[way.answer] = None
        for read in self._plan.reads(way):
            needed = self.answers(read)
            if needed is None:
                return None
            wanted |= dict.fromkeys(needed)
        return tuple(wanted)


def evaluate_middle(
    plan: Plan, scenarios: Sequence[Mapping[str, Answer]], architectures: Sequence[Mapping[str, str]]
) -> dict[str, Outcome]:
    """All quantities of many architectures at once, each range at its middle: one row for each scenario."""
    batch = join(
        [
            encode([{**with_middles(answers), **architecture}], plan.fields)
            for answers, architecture in zip(scenarios, architectures, strict=True)
        ]
    )
    return evaluate(plan, batch, middle_references(plan))


def with_middles(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """``answers`` with every range at its middle."""
    return {
        name: float(np.asarray(Interval.between(answer.low, answer.high).mid)) if isinstance(answer, Range) else answer
        for name, answer in answers.items()
    }
