"""Why an option stands where it stands: rules, couplings, priorities and practice that speak for or against it.

For the recommended options the contributions add up to the score of the architecture, each coupling counted once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from advisor.conditions import ALWAYS, Condition
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.quotes import quoted_fields
from advisor.reasoning.model import THOUSANDTHS, Model, thousandths
from advisor.reasoning.solution import Solution
from advisor.recommendation.practice import from_practice
from advisor.recommendation.quoting import fill
from advisor.recommendation.recommendation import Reason
from advisor.requirements.system import System

_Strength = tuple[float, str]
_Ranked = tuple[_Strength, Reason]


def reasons_for(model: Model, system: System, solution: Solution) -> dict[str, dict[str, tuple[Reason, ...]]]:
    """The reasons of every option of every decision that applies, strongest first.

    Couplings are read against the options recommended for the other decisions.
    """
    found: dict[str, dict[str, list[_Ranked]]] = {
        decision: {option: [] for option in options}
        for decision, options in zip(model.decisions, model.options, strict=True)
    }
    of_practice = from_practice(model, system, solution.situation.share)
    for ranked in (
        *_from_arguments(model, system, solution),
        *_from_priorities(model.knowledge, system),
        *((_strength(reason), reason) for reason in of_practice),
    ):
        found[ranked[1].decision][ranked[1].option].append(ranked)
    return {
        decision: {
            option: tuple([reason for _, reason in sorted(reasons, key=itemgetter(0))])
            for option, reasons in options.items()
        }
        for decision, options in found.items()
    }


def _strength(reason: Reason) -> _Strength:
    return -abs(contribution(reason)), reason.rule


def contribution(reason: Reason) -> float:
    """Log-odds that a reason adds to its option, given how sure it is to hold; ``-inf`` where it forbids for sure."""
    if not math.isinf(reason.effect):
        return reason.effect * reason.certainty
    if reason.certainty == 1.0:
        return -math.inf
    return round(math.log1p(-reason.certainty) * THOUSANDTHS) / THOUSANDTHS


class _Argument(NamedTuple):
    """What a rule, or one side of a coupling, says.

    Attributes:
        because: its sentence as written.
        quotes: whether that quotes answers.
        when: under what it is said.
        ranked: the reasons that it gives where it surely holds, with the sentence as written.
    """

    because: str
    quotes: bool
    when: Condition
    ranked: tuple[_Ranked, ...]


def _from_arguments(model: Model, system: System, solution: Solution) -> Iterator[_Ranked]:
    knowledge, shares = model.knowledge, [*solution.situation.share.tolist(), 1.0]
    of_rules, of_couplings = _rows(model)
    for name, row in of_rules:
        if share := shares[row]:
            yield from _held(_of_rule(knowledge, name), share, system, knowledge)
    for name, row in of_couplings:
        if share := shares[row]:
            coupling = knowledge.couplings[name]
            first, second = coupling.pair
            for decision, other in ((first, second), (second, first)):
                if solution.chosen[decision] is not None and solution.chosen[other] in coupling.pair[other]:
                    yield from _held(_of_coupling(knowledge, name, decision, other), share, system, knowledge)


@lru_cache(maxsize=4)
def _rows(model: Model) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """The rows of the conditions of all rules and of all couplings; -1 for what always holds."""
    rules, couplings = (
        tuple((name, -1 if (row := model.row(value.when)) is None else row) for name, value in values.items())
        for values in (model.knowledge.rules, model.knowledge.couplings)
    )
    return rules, couplings


def _held(argument: _Argument, share: float, system: System, knowledge: KnowledgeBase) -> Iterator[_Ranked]:
    if share == 1.0 and not argument.quotes:
        yield from argument.ranked
        return
    text = fill(argument.because, system, knowledge, argument.when) if argument.quotes else argument.because
    for _, reason in argument.ranked:
        held = Reason(
            reason.rule, reason.kind, reason.decision, reason.option, reason.effect, share, text, reason.sources,
            reason.answers,
        )  # fmt: skip
        yield _strength(held), held


_ARGUMENTS_KEPT = 2**13  # a thousand a rule base


@lru_cache(maxsize=_ARGUMENTS_KEPT)
def _of_rule(knowledge: KnowledgeBase, name: str) -> _Argument:
    rule = knowledge.rules[name]
    when = ALWAYS if rule.when is None else knowledge.conditions[rule.when]
    effects = [(d, o, thousandths(w) / THOUSANDTHS) for d, weights in rule.weigh.items() for o, w in weights.items()]
    effects += [(d, o, -math.inf) for d, options in rule.forbid.items() for o in options]
    reasons = [
        Reason(name, "rule", d, o, effect, 1.0, rule.because, rule.sources, when.fields) for d, o, effect in effects
    ]
    return _argument(rule.because, when, reasons)


@lru_cache(maxsize=_ARGUMENTS_KEPT)
def _of_coupling(knowledge: KnowledgeBase, name: str, decision: str, other: str) -> _Argument:
    coupling = knowledge.couplings[name]
    effect = -math.inf if coupling.weight is None else thousandths(coupling.weight) / THOUSANDTHS
    when = ALWAYS if coupling.when is None else knowledge.conditions[coupling.when]
    sources, answers = coupling.sources, (*when.fields, other)
    reasons = [
        Reason(name, "coupling", decision, option, effect, 1.0, coupling.because, sources, answers)
        for option in coupling.pair[decision]
    ]
    return _argument(coupling.because, when, reasons)


def _argument(because: str, when: Condition, reasons: Iterable[Reason]) -> _Argument:
    return _Argument(
        because, bool(quoted_fields(because)), when, tuple((_strength(reason), reason) for reason in reasons)
    )


def _from_priorities(knowledge: KnowledgeBase, system: System) -> Iterator[_Ranked]:
    for quality, priority in system.priorities.items():
        yield from _of_priority(knowledge, quality, priority)


@lru_cache(maxsize=256)
def _of_priority(knowledge: KnowledgeBase, quality: str, priority: float) -> tuple[_Ranked, ...]:
    """The reasons that one priority gives."""
    preference = knowledge.preference
    weight = round(preference.weight_per_grade * THOUSANDTHS * (priority - preference.neutral)) / THOUSANDTHS
    if weight == 0.0:
        return ()
    label = knowledge.qualities[quality].label
    found = []
    for decision, value in knowledge.decisions.items():
        for option, described in value.options.items():
            effect = described.effects.get(quality)
            if effect is None or effect.grade == 0:
                continue
            text = f"{label} weighs {priority:g} of 5: {_uncapitalised(effect.because)}"
            reason = Reason(
                f"priority:{quality}", "priority", decision, option, weight * effect.grade, 1.0, text,
                effect.sources, (PRIORITY_PREFIX + quality,),
            )  # fmt: skip
            found.append((_strength(reason), reason))
    return tuple(found)


def _uncapitalised(sentence: str) -> str:
    """As it stands after a colon; names in capitals stay."""
    return sentence[0].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] == " " else sentence
