"""How well recommendations agree with what was really built."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.cases import Case
from advisor.reasoning.model import Model
from advisor.reasoning.solution import solve

BINS = 10


@dataclass(frozen=True)
class Judgement:
    """One documented decision of one case, beside the advisor's view of it.

    Attributes:
        built: the options that the source supports, best first.
        recommended: the option of the best joint architecture; ``None`` where the advisor holds that the
            decision does not apply or that nothing is feasible.
        ranking: options by probability, the recommended one first.
        probability: of the recommended option.
    """

    case: str
    decision: str
    built: tuple[str, ...]
    recommended: str | None
    ranking: tuple[str, ...]
    probability: float

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
        majority: what the most frequent option of the same cases would reach.
        majority_in_two: what the two most frequent would reach.
    """

    count: int
    agreement: float
    agreement_in_two: float
    majority: float
    majority_in_two: float


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
            found.append(Judgement(case.id, decision, decided.chosen, chosen, ranking, probability))
    return tuple(found)


def agreement(judgements: Sequence[Judgement], decisions: Sequence[str]) -> Agreement:
    """Tallies and calibration of ``judgements``; ``decisions`` gives the order of the table."""
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        groups[judgement.decision].append(judgement)
    by_decision = {name: _tally(groups[name]) for name in decisions if name in groups}
    count = len(judgements)

    def mean(attribute: str) -> float:
        return sum(getattr(tally, attribute) * tally.count for tally in by_decision.values()) / count if count else 0.0

    overall = Tally(count, mean("agreement"), mean("agreement_in_two"), mean("majority"), mean("majority_in_two"))
    bins = reliability(judgements)
    error = sum(found.count * abs(found.probability - found.agreement) for found in bins) / count if count else 0.0
    return Agreement(tuple(judgements), overall, by_decision, bins, error)


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


def _tally(part: Sequence[Judgement]) -> Tally:
    count = len(part)
    frequent = [option for option, _ in Counter(judgement.built[0] for judgement in part).most_common(2)]
    return Tally(
        count,
        sum(judgement.agrees for judgement in part) / count,
        sum(judgement.agrees_in_two for judgement in part) / count,
        sum(frequent[0] in judgement.built for judgement in part) / count,
        sum(any(option in judgement.built for option in frequent) for judgement in part) / count,
    )
