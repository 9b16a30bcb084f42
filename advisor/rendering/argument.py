"""How a decision is argued: what pulls at its options, what separates the best two, what rules others out.

Only arithmetic on the reasons that the recommendation carries; nothing is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.recommendation.reasons import contribution
from advisor.recommendation.recommendation import DecisionAdvice, OptionAdvice, Reason, Recommendation
from advisor.rendering import wording

NOTICEABLE = 0.1
"""Log-odds below which a difference is not worth a reader's time (odds of 1.1 to 1)."""


@dataclass(frozen=True)
class Difference:
    """What one rule contributes to the distance between two options of a decision.

    Attributes:
        effect: log-odds by which the rule favours the first option over the second; ``inf`` where the second does
            not go with what is chosen elsewhere.
    """

    reason: Reason
    effect: float


def verdict(reason: Reason) -> str:
    """Which way a reason pulls and how hard, as the beginning of a line."""
    if math.isfinite(reason.effect):
        pull = f"{'For' if reason.effect > 0 else 'Against'}, {wording.odds(reason.effect)}"
    else:
        pull = "Does not go with the other decisions" if reason.kind == "coupling" else "Impossible"
    return pull if reason.certainty >= 1 else f"{pull} ({wording.percent(reason.certainty)} likely to hold)"


def by_strength(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons, the strongest first; equal ones by rule id."""
    return tuple(sorted(reasons, key=lambda reason: (-abs(contribution(reason)), reason.rule)))


def speaking(option: OptionAdvice) -> tuple[Reason, ...]:
    """The reasons that noticeably speak for or against an option, the strongest first.

    Where rules make it impossible, nothing else matters and only they speak.
    """
    return exclusions(option) or tuple(
        reason for reason in by_strength(option.reasons) if abs(contribution(reason)) >= NOTICEABLE
    )


def exclusions(option: OptionAdvice) -> tuple[Reason, ...]:
    """The rules that make an option impossible whatever is chosen elsewhere."""
    return tuple(
        reason for reason in by_strength(option.reasons) if reason.kind == "rule" and contribution(reason) == -math.inf
    )


def differences(advice: DecisionAdvice, option: str, other: str) -> tuple[Difference, ...]:
    """What speaks for ``option`` rather than ``other`` and what against it, rule by rule, the largest first."""
    effects: dict[str, float] = {}
    reasons: dict[str, Reason] = {}
    for sign, name in ((1, option), (-1, other)):
        for reason in advice.options[name].reasons:
            effects[reason.rule] = effects.get(reason.rule, 0.0) + sign * contribution(reason)
            reasons.setdefault(reason.rule, reason)
    found = [Difference(reasons[rule], effect) for rule, effect in effects.items() if abs(effect) >= NOTICEABLE]
    return tuple(sorted(found, key=lambda difference: (-abs(difference.effect), difference.reason.rule)))


def lead(advice: DecisionAdvice) -> float | None:
    """Log-odds, 0 or more, by which the best architecture is ahead of the best one with the runner-up."""
    return None if advice.runner_up is None else -advice.options[advice.runner_up].score


def ranked(advice: DecisionAdvice) -> list[str]:
    """The options, the recommended one first, then by probability; the impossible ones last."""
    return sorted(
        advice.options,
        key=lambda name: (
            name != advice.option,
            not advice.options[name].feasible,
            -advice.options[name].probability,
        ),
    )


def objections(advice: DecisionAdvice) -> tuple[Reason, ...]:
    """What speaks against the recommended option or for another one, the strongest first."""
    return by_strength(
        reason
        for name, option in advice.options.items()
        for reason in speaking(option)
        if (contribution(reason) < 0) == (name == advice.option)
    )


def strongest_by_name(advice: DecisionAdvice) -> dict[str, Reason]:
    """For each requirement, priority or other decision that bears, the strongest reason that reads it.

    First those that bear on the two best options or rule one out, then those that bear on the others only; in each
    part the weightiest first, and of equally strong reasons one that speaks for an option.
    """
    contest = (advice.option, advice.runner_up)

    def order(reason: Reason) -> tuple[bool, float, float]:
        pull = contribution(reason)
        return reason.option not in contest and math.isfinite(pull), -abs(pull), -pull

    spoken = by_strength(reason for option in advice.options.values() for reason in speaking(option))
    found: dict[str, Reason] = {}
    for reason in sorted(spoken, key=order):
        for name in reason.answers:
            found.setdefault(name, reason)
    return found


def carried_by(advice: DecisionAdvice) -> tuple[Difference, ...]:
    """What carries the recommended option, the strongest first.

    Against the runner-up where there is one, else what ruled the other options out, else what speaks for it.
    """
    if advice.option is None:
        return ()
    if advice.runner_up is not None:
        return tuple(item for item in differences(advice, advice.option, advice.runner_up) if item.effect > 0)
    ruled_out = [reason for name in advice.options for reason in exclusions(advice.options[name])]
    if ruled_out:
        return tuple(Difference(reason, math.inf) for reason in {reason.rule: reason for reason in ruled_out}.values())
    favourable = (Difference(reason, contribution(reason)) for reason in speaking(advice.options[advice.option]))
    return tuple(item for item in favourable if item.effect > 0)


def sources_of(advice: DecisionAdvice) -> tuple[str, ...]:
    """Ids of the sources behind the reasons of a decision, in order of first use by strength."""
    spoken = by_strength(reason for option in advice.options.values() for reason in speaking(option))
    return tuple(dict.fromkeys(source for reason in spoken for source in reason.sources))


def decisive(advice: DecisionAdvice) -> Reason | None:
    """What carries the recommended option most: the strongest reason that reads an answer, else the strongest."""
    carriers = carried_by(advice)
    spoken = [item.reason for item in carriers if item.reason.answers] or [item.reason for item in carriers]
    return spoken[0] if spoken else None


def taken(recommendation: Recommendation) -> dict[str, DecisionAdvice]:
    """The decisions that apply and have an option, in the order of the rule base."""
    return {name: advice for name, advice in recommendation.decisions.items() if advice.option is not None}


def still_open(recommendation: Recommendation) -> dict[str, DecisionAdvice]:
    """The decisions that are too close to call."""
    return {name: advice for name, advice in taken(recommendation).items() if advice.open and not advice.fixed}
