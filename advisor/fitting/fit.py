"""The fit and its judgement: every case is judged by what was fitted to the others."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advisor.cases import Case
from advisor.errors import UserError
from advisor.evaluation.agreement import (
    LEAST_PROBABILITY,
    Agreement,
    Judgement,
    agreement,
    judge,
)
from advisor.evaluation.comparisons import most_frequent_elsewhere
from advisor.fitting.descent import most_probable
from advisor.fitting.likelihood import Entries, Evidence, Vector, log_likelihood_and_gradient
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import FittedTo, RefinedWeights
from advisor.knowledge.weights import as_experts_wrote, with_sharpness
from advisor.reasoning.model import Model

STRENGTH = 20.0
"""The expert's value counts as much as twenty cases in which the rule would decide."""

SHARPNESSES = tuple(round(1 + step / 10, 1) for step in range(11))
"""1.0 to 2.0."""

PLACES = 2


@dataclass(frozen=True)
class Fit:
    """What was fitted, and how it does on cases that it was not fitted to.

    Attributes:
        before: the experts' weights with sharpness 1.
        sharpened: the experts' weights, each case with the sharpness fitted to the others.
        refined: weights and sharpness fitted to the other cases.
        adopted: what the judgement allows: refined weights if they are no worse than the experts' at any measure and
            their likelihood is greater; else the sharpness alone.
        refined_are_adopted: whether the weights are.
    """

    before: Agreement
    sharpened: Agreement
    refined: Agreement
    adopted: RefinedWeights
    refined_are_adopted: bool


def fit(
    knowledge: KnowledgeBase,
    cases: Sequence[Case],
    strength: float = STRENGTH,
    progress: Callable[[str], None] = lambda _: None,
) -> Fit:
    """Refine the weights of ``knowledge`` on ``cases``, starting from the experts' values whatever was refined before.

    Args:
        knowledge: the rule base.
        cases: decided systems, at least two.
        strength: inverse variance of the prior around each expert's value.
        progress: told in words how far the fit is.

    Raises:
        UserError: there is only one case, so that nothing is left to learn from when it is left out.
    """
    if len(cases) < 2:
        raise UserError("a fit needs at least two cases: one to judge by and others to learn from.")
    fitter = _Fitter.of(as_experts_wrote(knowledge), cases, strength)
    everywhere = range(len(cases))
    sharpness, weights = fitter.fit(everywhere)
    sharpened: list[Judgement] = []
    refined: list[Judgement] = []
    for left_out, case in enumerate(cases):
        others = [number for number in everywhere if number != left_out]
        sharp, moved = fitter.fit(others)
        sharpened += fitter.judgements(sharp)[left_out]
        refined += judge(fitter.model(sharp, moved), [case])
        progress(f"{left_out + 1} of {len(cases)} cases left out and judged")
    before = fitter.agreement([judgement for case in fitter.judgements(1.0) for judgement in case])
    after = fitter.agreement(refined)
    adopt = _no_worse(after, before) and after.overall.log_likelihood > before.overall.log_likelihood
    fitted_to = FittedTo(cases=_digest(cases), decisions=before.overall.count, strength=strength)
    rules = _changes(fitter.entries, weights) if adopt else {}
    adopted = RefinedWeights(fitted_to=fitted_to, sharpness=sharpness, rules=rules)
    return Fit(before, fitter.agreement(sharpened), after, adopted, adopt)


@dataclass(frozen=True)
class _Fitter:
    """What all folds share: the compiled rule base, what the cases say to it, and judgements by sharpness."""

    base: Model
    cases: Sequence[Case]
    strength: float
    entries: Entries
    evidence: tuple[Evidence, ...]
    by_sharpness: dict[float, list[tuple[Judgement, ...]]]

    @classmethod
    def of(cls, knowledge: KnowledgeBase, cases: Sequence[Case], strength: float) -> _Fitter:
        model = Model(knowledge)
        evidence = tuple(Evidence.of(model, case) for case in cases)
        return cls(model, cases, strength, Entries.of(model), evidence, {})

    def model(self, sharpness: float, weights: Vector) -> Model:
        shifts = weights - self.entries.expert
        knowledge = with_sharpness(self.base.knowledge, sharpness)
        return self.base.shifted(self.entries.states, self.entries.rows, shifts, knowledge)

    def judgements(self, sharpness: float) -> list[tuple[Judgement, ...]]:
        """Of every case, under the experts' weights."""
        if sharpness not in self.by_sharpness:
            model = self.model(sharpness, self.entries.expert)
            self.by_sharpness[sharpness] = [judge(model, [case]) for case in self.cases]
        return self.by_sharpness[sharpness]

    def fit(self, chosen: Sequence[int]) -> tuple[float, Vector]:
        """Sharpness and weights fitted to some of the cases.

        Each fit starts from the experts' values: one that started from what all cases taught would not have to forget.
        """
        sharpness = max(SHARPNESSES, key=lambda value: self._sureness(value, chosen))
        evidence = [self.evidence[number] for number in chosen]

        def gradient(weights: Vector) -> Vector:
            model = self.model(sharpness, weights)
            return log_likelihood_and_gradient(model, self.entries, evidence, sharpness)[1]

        return sharpness, most_probable(gradient, self.entries.expert, self.strength).weights

    def _sureness(self, sharpness: float, chosen: Sequence[int]) -> float:
        """Log-likelihood of which recommendations agreed, by the probability that came with each."""
        total = 0.0
        for number in chosen:
            for judgement in self.judgements(sharpness)[number]:
                chance = judgement.probability if judgement.agrees else 1 - judgement.probability
                total += math.log(max(chance, LEAST_PROBABILITY))
        return total

    def agreement(self, judgements: Sequence[Judgement]) -> Agreement:
        return agreement(judgements, self.base.decisions, most_frequent_elsewhere(self.cases), None)


def _no_worse(one: Agreement, other: Agreement) -> bool:
    return (
        one.overall.agreement >= other.overall.agreement
        and one.overall.agreement_in_two >= other.overall.agreement_in_two
        and one.calibration_error <= other.calibration_error
    )


def _changes(entries: Entries, weights: Vector) -> dict[str, dict[str, dict[str, tuple[float, float]]]]:
    """The weights that moved by at least a hundredth, beside the experts' values."""
    changes: dict[str, dict[str, dict[str, tuple[float, float]]]] = {}
    for (rule, decision, option), expert, weight in zip(
        entries.names, entries.expert.tolist(), weights.tolist(), strict=True
    ):
        refined = round(weight, PLACES) + 0.0
        if refined != round(expert, PLACES):
            changes.setdefault(rule, {}).setdefault(decision, {})[option] = (expert, refined)
    return changes


def _digest(cases: Sequence[Case]) -> str:
    """Of what a fit reads of the cases: answers and decisions."""
    said = [
        (case.id, sorted(case.system.requirements.items()), sorted(case.system.priorities.items()),
         sorted((name, decided.chosen) for name, decided in case.decisions.items()))
        for case in cases
    ]  # fmt: skip
    return "sha256:" + hashlib.sha256(repr(said).encode()).hexdigest()
