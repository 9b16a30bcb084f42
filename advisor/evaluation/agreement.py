"""How well recommendations agree with what was really built."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from advisor.cases import Case
from advisor.evaluation.comparisons import Guesses, decision_tree_elsewhere, most_frequent_elsewhere
from advisor.reasoning.model import Model
from advisor.reasoning.solution import solve

BINS = 10
LEAST_PROBABILITY = 1e-4
"""What was built and held impossible counts as one in ten thousand."""


@dataclass(frozen=True)
class Judgement:
    """One documented decision of one case, beside the advisor's view of it.

    Attributes:
        built: the options that the source supports, best first.
        recommended: the option of the best joint architecture; ``None`` where the advisor holds that the
            decision does not apply or that nothing is feasible.
        ranking: options by probability, the recommended one first.
        probability: of the recommended option.
        built_probability: of the options built, together.
        probabilities: of all options.
    """

    case: str
    decision: str
    built: tuple[str, ...]
    recommended: str | None
    ranking: tuple[str, ...]
    probability: float
    built_probability: float
    probabilities: Mapping[str, float]

    @property
    def agrees(self) -> bool:
        return self.recommended in self.built

    @property
    def agrees_in_two(self) -> bool:
        return any(option in self.built for option in self.ranking[:2])


@dataclass(frozen=True)
class Tally:
    """Agreement over some judgements, shares from 0 to 1.

    Attributes:
        log_likelihood: mean logarithm of the probability given to what was built, never below ``LEAST_PROBABILITY``.
        majority: what the most frequent option of the same cases would reach.
        majority_in_two: what the two most frequent would reach.
        majority_elsewhere: what the most frequent option of the other cases would reach.
        majority_elsewhere_in_two: what their two most frequent would reach.
        tree: what a decision tree learned on the other cases would reach; ``None`` where none was learned.
        tree_in_two: what its two best guesses would reach.
    """

    count: int
    agreement: float
    agreement_in_two: float
    log_likelihood: float
    majority: float
    majority_in_two: float
    majority_elsewhere: float
    majority_elsewhere_in_two: float
    tree: float | None
    tree_in_two: float | None


@dataclass(frozen=True)
class Bin:
    """Judgements whose probability lies in one tenth: mean probability, share that agrees."""

    count: int
    probability: float
    agreement: float


@dataclass(frozen=True)
class Agreement:
    """The whole evaluation."""

    judgements: tuple[Judgement, ...]
    overall: Tally
    by_decision: Mapping[str, Tally]
    bins: tuple[Bin, ...]
    calibration_error: float


def judge(model: Model, cases: Sequence[Case]) -> tuple[Judgement, ...]:
    """The advisor's view of every documented decision of every case."""
    found = []
    for case in cases:
        solution = solve(model, case.system)
        for decision, decided in case.decisions.items():
            chosen = solution.chosen[decision]
            probabilities = solution.probabilities[decision]
            others = sorted((o for o in probabilities if o != chosen), key=lambda o: -probabilities[o])
            ranking = (chosen, *others) if chosen is not None else ()
            probability = probabilities[chosen] if chosen is not None else 0.0
            of_built = sum(probabilities[option] for option in decided.chosen)
            found.append(
                Judgement(case.id, decision, decided.chosen, chosen, ranking, probability, of_built, probabilities)
            )
    return tuple(found)


def evaluate(model: Model, cases: Sequence[Case]) -> Agreement:
    """The whole evaluation of ``cases``, with what could be guessed beside it."""
    tree = decision_tree_elsewhere(cases, model.knowledge)
    return agreement(judge(model, cases), model.decisions, most_frequent_elsewhere(cases), tree)


def agreement(
    judgements: Sequence[Judgement], decisions: Sequence[str], elsewhere: Guesses, tree: Guesses | None
) -> Agreement:
    """Tallies and calibration of ``judgements``.

    Args:
        judgements: as ``judge`` gives them.
        decisions: in the order of the table.
        elsewhere: the most frequent options of the other cases.
        tree: guesses of a decision tree; ``None`` where it could not be learned.
    """
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        groups[judgement.decision].append(judgement)
    by_decision = {name: _tally(groups[name], elsewhere, tree) for name in decisions if name in groups}
    bins = reliability(judgements)
    return Agreement(tuple(judgements), _overall(by_decision.values()), by_decision, bins, calibration_error(bins))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of what was said and what agreed, over all judgements. See Guo et al. (2017)."""
    count = sum(found.count for found in bins)
    return sum(found.count * abs(found.probability - found.agreement) for found in bins) / count if count else 0.0


def reliability(judgements: Sequence[Judgement]) -> tuple[Bin, ...]:
    """Judgements by tenths of probability, empty tenths left out. See Guo et al. (2017) on calibration error."""
    tenths: dict[int, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        tenths[min(int(judgement.probability * BINS), BINS - 1)].append(judgement)
    return tuple(
        Bin(
            len(part),
            sum(judgement.probability for judgement in part) / len(part),
            sum(judgement.agrees for judgement in part) / len(part),
        )
        for _, part in sorted(tenths.items())
    )


def _tally(part: Sequence[Judgement], elsewhere: Guesses, tree: Guesses | None) -> Tally:
    frequent = tuple(option for option, _ in Counter(judgement.built[0] for judgement in part).most_common(2))
    here = dict.fromkeys(((judgement.case, judgement.decision) for judgement in part), frequent)
    return Tally(
        len(part),
        _mean([judgement.agrees for judgement in part]),
        _mean([judgement.agrees_in_two for judgement in part]),
        _mean([math.log(max(judgement.built_probability, LEAST_PROBABILITY)) for judgement in part]),
        _hits(part, here, 1),
        _hits(part, here, 2),
        _hits(part, elsewhere, 1),
        _hits(part, elsewhere, 2),
        None if tree is None else _hits(part, tree, 1),
        None if tree is None else _hits(part, tree, 2),
    )


def _hits(part: Sequence[Judgement], guesses: Guesses, tries: int) -> float:
    """Share of the judgements whose first ``tries`` guesses hold what was built."""
    found = ((judgement, guesses[judgement.case, judgement.decision][:tries]) for judgement in part)
    return _mean([any(option in judgement.built for option in tried) for judgement, tried in found])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _overall(tallies: Collection[Tally]) -> Tally:
    """All decisions together, each weighed by its count."""
    count = sum(tally.count for tally in tallies)

    def mean(name: str) -> Any:
        values = [getattr(tally, name) for tally in tallies]
        if not count or None in values:
            return None if None in values else 0.0
        return sum(value * tally.count for value, tally in zip(values, tallies, strict=True)) / count

    return Tally(count, *(mean(field.name) for field in fields(Tally) if field.name != "count"))
