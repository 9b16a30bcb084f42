"""The fit and its judgement: every system is judged by what was fitted without it."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.cases import Case
from advisor.errors import UserError
from advisor.evaluation.agreement import Agreement, Judgement, agreement, judge
from advisor.evaluation.comparisons import most_frequent_elsewhere
from advisor.fitting.descent import most_probable
from advisor.fitting.likelihood import Entries, Evidence, Vector, log_likelihood_and_gradient
from advisor.fitting.panel import NO_PANEL, Opinions, Panel
from advisor.fitting.sharpness import fitted_sharpness, sharpened
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.practice import patterns, that_counts
from advisor.knowledge.schema import FittedTo, RefinedWeights
from advisor.knowledge.weights import as_experts_wrote
from advisor.reasoning.model import Model
from advisor.requirements.system import System

STRENGTH = 30.0
"""The expert's value counts as much as thirty cases in which the rule would decide."""

TRUST = 0.6
"""How far the weights go from the experts' values towards the most probable ones. Of the systems left out and held out,
as many agree as all the way or more: the two, one by one wrong in different places, are pooled (log-linearly)."""

REMEMBERED_WEIGHT, ORDINARY_WEIGHT = 1.0, 0.2
"""What an opinion counts beside a documented decision: on a system as remembered, and on one that was made up."""

FOLDS = 10
"""The systems are left out in ten parts, so that a fit is made eleven times."""

ALWAYS_STRENGTH, FIRST_STRENGTH, PRACTICE_STRENGTH = 2.0, 30.0, 15.0
"""That practice has nothing to add to the rules counts as two cases for what holds whatever the answers, and for what
an answer tells as thirty when it is first asked what matters, as fifteen for the little that does."""

LEAST_PRACTICE = 0.06
"""Log-odds: what stays below at first asking is dropped. Less than a fourth is left; held-out systems lose nothing."""

PLACES = 2
LEAST = 0.01


@dataclass(frozen=True)
class Pair:
    """The same systems judged by the experts' weights and by refined ones, with the same sharpness."""

    experts: Agreement
    refined: Agreement


@dataclass(frozen=True)
class Fit:
    """What was fitted, and how it does on systems that it was not fitted to.

    Attributes:
        before: the experts' weights with sharpness 1, on the systems fitted to.
        left_out: each system judged by the weights fitted to the other parts.
        held_out: the systems that only judge, by the weights fitted to all others; ``None`` where there are none.
        folds: in how many parts systems were left out.
        adopted: what the judgement allows: refined weights if they are better on the systems held out, or where there
            are none, with each system left out; else the sharpness alone. Where rules were written with the systems at
            hand, leaving one out of the fit does not take it out of the experts' values, which then look too good.
        refined_are_adopted: whether the weights are.
    """

    before: Agreement
    left_out: Pair
    held_out: Pair | None
    folds: int
    adopted: RefinedWeights
    refined_are_adopted: bool


def fit(
    knowledge: KnowledgeBase,
    kinds: Sequence[Sequence[Case]],
    panel: Panel = NO_PANEL,
    held_out: Sequence[Case] = (),
    strength: float = STRENGTH,
    progress: Callable[[str], None] = lambda _: None,
) -> Fit:
    """Refine the weights of ``knowledge`` on cases, starting from the experts' values whatever was refined before.

    Args:
        knowledge: the rule base.
        kinds: decided systems to learn from, at least two; those of one kind are calibrated by themselves.
        panel: what was held likely of decisions that the cases do not document, and of other systems. What is said
            of a case is left out with it.
        held_out: decided systems that judge and are not learned from.
        strength: inverse variance of the prior around each expert's value.
        progress: told in words how far the fit is.

    Raises:
        UserError: there is only one case, so that nothing is left to learn from when it is left out; or one comes
            twice, so that it would be judged by what it taught.
    """
    cases = [case for kind in kinds for case in kind]
    if len(cases) < 2:
        raise UserError("a fit needs at least two cases: one to judge by and others to learn from.")
    twice = sorted(name for name, times in Counter(case.id for case in (*cases, *held_out)).items() if times > 1)
    if twice:
        raise UserError(f"{', '.join(twice)}: more than once among the cases. Each may be in one folder only.")
    fitter = _Fitter.of(as_experts_wrote(knowledge), cases, panel, strength)
    folds = min(FOLDS, len(cases))
    judged: dict[int, tuple[Judgement, ...]] = {}
    for fold in range(folds):
        model = fitter.model(fitter.fit([number for number in range(len(cases)) if number % folds != fold]))
        judged |= {number: judge(model, [cases[number]]) for number in range(fold, len(cases), folds)}
        progress(f"part {fold + 1} of {folds} left out and judged")
    fitted = fitter.fit(range(len(cases)))
    left_out = _Judged(judge(fitter.base, cases), tuple(one for number in sorted(judged) for one in judged[number]))
    holding = _Judged(judge(fitter.base, held_out), judge(fitter.model(fitted), held_out)) if held_out else None
    adopt = better((holding or left_out).pair(1.0, held_out if holding else cases))
    sharpness = fitted_sharpness([left_out.of(kind, refined=adopt) for kind in kinds if kind])
    adopted = RefinedWeights(
        fitted_to=FittedTo(
            cases=_digest(cases, panel),
            systems=tuple(case.id for case in cases),
            decisions=len(left_out.refined),
            strength=strength,
        ),
        sharpness=sharpness,
        rules=_changes(fitted.entries, fitted.weights) if adopt else {},
        practice=_practice(fitted.entries, fitted.weights) if adopt else {},
    )
    before = _agreement(left_out.experts, cases)
    held = holding.pair(sharpness, held_out) if holding else None
    return Fit(before, left_out.pair(sharpness, cases), held, folds, adopted, adopt)


def better(pair: Pair) -> bool:
    """Whether the refined weights agree more often and hold what was built more likely."""
    one, other = pair.refined.overall, pair.experts.overall
    return one.agreement > other.agreement and one.log_likelihood > other.log_likelihood


@dataclass(frozen=True)
class _Judged:
    """Judgements with sharpness 1, by the experts' weights and by refined ones."""

    experts: tuple[Judgement, ...]
    refined: tuple[Judgement, ...]

    def pair(self, sharpness: float, cases: Sequence[Case]) -> Pair:
        """Both with another sharpness."""
        return Pair(*(_agreement(sharpened(said, sharpness), cases) for said in (self.experts, self.refined)))

    def of(self, cases: Sequence[Case], *, refined: bool) -> list[Judgement]:
        """Those of one of both on some of the systems."""
        wanted = {case.id for case in cases}
        return [judgement for judgement in (self.refined if refined else self.experts) if judgement.case in wanted]


@dataclass(frozen=True)
class _Fitted:
    """Weights in log-odds, and what they are of."""

    entries: Entries
    weights: Vector


@dataclass(frozen=True)
class _Fitter:
    """What all folds share: the rule base, compiled, and what systems say to it."""

    base: Model
    strength: float
    entries: Entries
    evidence: tuple[Evidence, ...]
    others: tuple[Evidence, ...]

    @classmethod
    def of(cls, knowledge: KnowledgeBase, cases: Sequence[Case], panel: Panel, strength: float) -> _Fitter:
        told = patterns(knowledge.questions)
        model = Model(_with_conditions(knowledge, [when for group in told for when in group]))
        evidence = tuple(Evidence.of_case(model, case, panel.published.get(case.id, {})) for case in cases)
        others = tuple(
            Evidence.of_opinions(model, one.system, one.opinions, weight)
            for systems, weight in ((panel.remembered, REMEMBERED_WEIGHT), (panel.ordinary, ORDINARY_WEIGHT))
            for one in systems
        )
        return cls(model, strength, Entries.of(model, told), evidence, others)

    def model(self, fitted: _Fitted) -> Model:
        """The rule base with the weights that were fitted."""
        entries = fitted.entries
        shifts = fitted.weights - entries.expert
        return self.base.shifted(entries.states, entries.rows, shifts)

    def fit(self, chosen: Sequence[int]) -> _Fitted:
        """Weights fitted to some of the cases.

        Each fit starts from the experts' values: one that started from what all cases taught would not have to forget.
        What practice adds is asked twice: of all answers, and of those that turned out to matter.
        """
        evidence = [*(self.evidence[number] for number in chosen), *self.others]
        first = self._fit(self.entries, evidence, FIRST_STRENGTH)
        entries = self.entries
        matters = np.abs(first.weights) * entries.steps >= LEAST_PRACTICE
        found = self._fit(entries.only(~entries.learned | entries.always | matters), evidence, PRACTICE_STRENGTH)
        expert = found.entries.expert
        return replace(found, weights=expert + TRUST * (found.weights - expert))

    def _fit(self, entries: Entries, evidence: Sequence[Evidence], of_answers: float) -> _Fitted:
        tied = entries.tied
        expert, strength = np.zeros((2, tied.max() + 1))
        expert[tied] = entries.expert
        of_practice = np.where(entries.always, ALWAYS_STRENGTH, of_answers * entries.steps**2)
        strength[tied] = np.where(entries.learned, of_practice, self.strength)

        def likelihood(weights: Vector) -> tuple[float, Vector]:
            model = self.model(_Fitted(entries, weights[tied]))
            value, slopes = log_likelihood_and_gradient(model, entries, evidence)
            return value, np.asarray(np.bincount(tied, slopes))

        return _Fitted(entries, most_probable(likelihood, expert, strength)[tied])


def _agreement(judgements: Sequence[Judgement], cases: Sequence[Case]) -> Agreement:
    decisions = sorted({judgement.decision for judgement in judgements})
    return agreement(judgements, decisions, most_frequent_elsewhere(cases), None)


def _with_conditions(knowledge: KnowledgeBase, whens: Sequence[str]) -> KnowledgeBase:
    """The rule base with practice that weighs nothing yet, so that its conditions are evaluated."""
    nothing: dict[str, dict[str, dict[str, float]]] = {when: {} for when in whens}
    practice, conditions = that_counts(nothing, knowledge.vocabulary, knowledge.decisions)
    return replace(knowledge, practice=practice, conditions={**knowledge.conditions, **conditions})


def _practice(entries: Entries, weights: Vector) -> dict[str, dict[str, dict[str, float]]]:
    """What practice says, by condition."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    learned = entries.only(entries.learned)
    for (when, decision, option), weight in zip(learned.names, weights[entries.learned].tolist(), strict=True):
        if rounded := round(weight, PLACES):
            found.setdefault(when, {}).setdefault(decision, {})[option] = rounded
    return found


def _changes(entries: Entries, weights: Vector) -> dict[str, dict[str, dict[str, tuple[float, float]]]]:
    """The weights that moved by at least a hundredth, beside the experts' values; none is rounded to nothing."""
    changes: dict[str, dict[str, dict[str, tuple[float, float]]]] = {}
    rules = entries.only(~entries.learned)
    for (rule, decision, option), expert, weight in zip(
        rules.names, rules.expert.tolist(), weights[~entries.learned].tolist(), strict=True
    ):
        refined = round(weight, PLACES) or math.copysign(LEAST, expert)
        if refined != round(expert, PLACES):
            changes.setdefault(rule, {}).setdefault(decision, {})[option] = (expert, refined)
    return changes


def _digest(cases: Sequence[Case], panel: Panel) -> str:
    """Of what a fit reads: answers, decisions and opinions."""
    built = [
        (case.id, _answers(case.system), sorted((name, decided.chosen) for name, decided in case.decisions.items()))
        for case in cases
    ]
    said = [(name, _flat(opinions)) for name, opinions in panel.published.items()]
    others = [(one.id, _answers(one.system), _flat(one.opinions)) for one in (*panel.remembered, *panel.ordinary)]
    return "sha256:" + hashlib.sha256(repr((built, said, others)).encode()).hexdigest()


def _answers(system: System) -> list[tuple[str, object]]:
    return [*sorted(system.requirements.items()), *sorted(system.priorities.items())]


def _flat(opinions: Opinions) -> list[tuple[str, list[tuple[str, float]]]]:
    return sorted((name, list(chances.items())) for name, chances in opinions.items())
