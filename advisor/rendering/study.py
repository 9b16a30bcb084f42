"""What would change a decision and what it costs, in words and for machines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.reasoning.boundary import Boundary
from advisor.reasoning.closings import Closing
from advisor.reasoning.flips import Flip
from advisor.reasoning.pareto import Front
from advisor.reasoning.robustness import Support
from advisor.reasoning.simplest import SimplestSufficient
from advisor.recommendation.recommendation import DecisionAdvice
from advisor.recommendation.study import Price, Study
from advisor.rendering import argument, wording
from advisor.rendering.changes import condition_texts, flips_json
from advisor.requirements.wording import show_answer
from advisor.units import show_quantity

MOST_TURNS = 4
"""Flips named for each alternative; the rest are counted."""


def alternative_rows(
    advice: DecisionAdvice, flips: Sequence[Flip], knowledge: KnowledgeBase
) -> list[tuple[str, str, str, str]]:
    """For each option that is not recommended, the most probable first: title, probability, how far the best
    architecture with it falls behind, and the single changes of an answer that turn the decision to it.
    """
    options = knowledge.decisions[advice.decision].options
    return [
        (
            wording.plain(options[name].title),
            wording.percent(advice.options[name].probability),
            wording.odds(advice.options[name].score) if advice.options[name].feasible else "impossible",
            _turns([flip for flip in flips if flip.after == name], knowledge),
        )
        for name in argument.ranked(advice)
        if name != advice.option
    ]


def _turns(flips: Sequence[Flip], knowledge: KnowledgeBase) -> str:
    measured = sorted(flips, key=lambda flip: (flip.answer.startswith(PRIORITY_PREFIX), flip.at is None))
    told = condition_texts(measured, knowledge)
    shown, more = told[:MOST_TURNS], len(told) - MOST_TURNS
    return "; ".join([*shown, *([wording.counted(more, "more change")] if more > 0 else [])]) or "no single change"


def price_text(price: Price, knowledge: KnowledgeBase) -> list[str]:
    """What a fixed decision costs, one thing a line."""
    decision = knowledge.decisions[price.decision]
    taken = wording.plain(decision.options[price.option].title)
    title = wording.plain(decision.title)
    if price.instead is None:
        return [f"{title} fixed to {taken}: left free, the decision would not apply."]
    if price.instead == price.option:
        return [f"{title} fixed to {taken}: costs nothing; it is what would be recommended anyway."]
    instead = wording.plain(decision.options[price.instead].title)
    lines = [
        f"{title} fixed to {taken}: left free it would be {instead} ({wording.percent(price.instead_probability)}; "
        f"{taken} {wording.percent(price.probability)}). The whole architecture falls behind by "
        f"{wording.odds(price.score)}."
    ]
    for name, (fixed, freed) in price.estimates.items():
        one, other = wording.estimate_in_words(fixed), wording.estimate_in_words(freed)
        if one != other:
            lines.append(f"  {wording.estimate_name(name)}: {one} instead of {other}")
    return lines


def closing_text(closing: Closing, knowledge: KnowledgeBase) -> str:
    """``label_delay_s is below 1 h: Scheduled (72 %)``."""
    question, option = knowledge.questions[closing.answer], knowledge.decisions[closing.decision].options
    unit = question.unit or "count"
    if closing.value is not None:
        condition = f"is {show_answer(closing.value, question)}"
    elif closing.low is None and closing.high is not None:
        condition = f"is below {show_quantity(closing.high, unit)}"
    elif closing.low is not None and closing.high is not None:
        condition = f"is from {show_quantity(closing.low, unit)} to {show_quantity(closing.high, unit)}"
    else:
        condition = f"is at least {show_quantity(closing.low or 0.0, unit)}"
    chance = wording.percent(closing.probability)
    return f"{closing.answer} {condition}: {wording.plain(option[closing.option].title)} ({chance})"


def closings_text(closings: Iterable[Closing], knowledge: KnowledgeBase) -> str:
    """Answers that would settle decisions too close to call, by decision; values that settle it alike share a line."""
    lines: list[str] = []
    for decision, of_decision in groupby(closings, key=lambda closing: closing.decision):
        lines.append(f"Would settle {wording.plain(knowledge.decisions[decision].title)}:")
        alike: dict[tuple[object, ...], list[Closing]] = {}
        for closing in of_decision:
            place = closing.low if closing.value is None else None
            alike.setdefault((closing.answer, closing.option, closing.value is None, place), []).append(closing)
        lines += [f"  {_alike_text(group, knowledge)}" for group in alike.values()]
    return "\n".join(lines)


def _alike_text(closings: Sequence[Closing], knowledge: KnowledgeBase) -> str:
    """``point_of_use is a phone or a vehicle: On the device (72 % or more)``."""
    first, values = closings[0], [closing.value for closing in closings if closing.value is not None]
    if len(values) < 2:
        return closing_text(first, knowledge)
    shown = wording.listing((show_answer(value, knowledge.questions[first.answer]) for value in values), "or")
    title = wording.plain(knowledge.decisions[first.decision].options[first.option].title)
    least = wording.percent(min(closing.probability for closing in closings))
    return f"{first.answer} is {shown}: {title} ({least} or more)"


def simpler_text(simplest: SimplestSufficient, decision: str, knowledge: KnowledgeBase) -> str:
    """What the simplest sufficient architecture takes instead of the recommended option; empty where it is the same."""
    change = next((one for one in simplest.changes if one.decision == decision), None)
    if change is None:
        return ""
    options = knowledge.decisions[decision].options
    instead = "does without it" if change.simpler is None else f"takes {wording.plain(options[change.simpler].title)}"
    return (
        f"The simplest architecture that meets every hard rule {instead}; with all that it leaves out it falls behind "
        f"by {wording.odds(simplest.loss)}."
    )


def firmness_text(study: Study, knowledge: KnowledgeBase) -> list[str]:
    """How far the recommendation depends on priorities, what a simpler one would do without, what quality costs."""
    found, simplest = study.robustness, study.simplest
    said = [
        f"With priorities drawn at random, {wording.percent(found.keeps_all)} of the draws leave all of it as it is."
    ]
    if found.keeps:
        least = min(found.keeps, key=lambda name: found.keeps[name])
        title = wording.plain(knowledge.decisions[least].title)
        said[0] += f" Least firm is {title}, which stays in {wording.percent(found.keeps[least])} of them."
    simpler = [
        f"{wording.plain(knowledge.decisions[one.decision].title)}: "
        f"{wording.plain(knowledge.decisions[one.decision].options[one.simpler].title) if one.simpler else 'none'}"
        for one in simplest.changes
    ]
    if simpler:
        said.append(
            f"A simpler architecture keeps every hard rule and could be a first step ({'; '.join(simpler)}): "
            f"effort {simplest.effort} instead of {simplest.recommended_effort}, the sum over the decisions, "
            f"each 0 to 3. It falls behind by odds of {wording.odds(simplest.loss)}."
        )
    traded = exchange_text(study.front, knowledge) + cost_exchange_text(study, knowledge)
    return said + traded + latency_exchange_text(study, knowledge)


def exchange_text(front: Front, knowledge: KnowledgeBase) -> list[str]:
    """What one more grade of a quality costs in another, at the knee of their front."""
    rates = [
        f"one more grade of {_quality(one.gained, knowledge)} costs {one.rate:.2g} of {_quality(one.paid, knowledge)}"
        for one in front.exchanges
    ]
    if not rates:
        return []
    names = [_quality(name, knowledge) for name in front.objectives]
    return [
        f"From the best compromise between {wording.listing(names)} {wording.listing(rates)}; each option has a grade "
        "of −2 to +2 for each quality, and an architecture their sum."
    ]


def knee_text(front: Front, decision: str, knowledge: KnowledgeBase) -> list[str]:
    """What the best compromise of a front of qualities takes for ``decision``, and the exchange rates there."""
    option = front.knee.architecture[decision] if front.knee else None
    if option is None:
        return []
    names = wording.listing(_quality(name, knowledge) for name in front.objectives)
    title = wording.plain(knowledge.decisions[decision].options[option].title)
    return [f"The best compromise between {names} takes {title}.", *exchange_text(front, knowledge)]


def cost_exchange_text(study: Study, knowledge: KnowledgeBase) -> list[str]:
    """What one more grade of a quality costs a month, at the knee of the front of qualities and cost."""
    return _estimate_exchange_text(study.cost_front, knowledge, "cost", "monthly cost", "costs")


def latency_exchange_text(study: Study, knowledge: KnowledgeBase) -> list[str]:
    """What one more grade of a quality costs in time, at the knee of the front of it and the latency."""
    return _estimate_exchange_text(study.latency_front, knowledge, "latency", "the 99th percentile of latency", "takes")


def _estimate_exchange_text(
    front: Front | None, knowledge: KnowledgeBase, known: str, measured: str, spends: str
) -> list[str]:
    """At the knee of a front of qualities and an estimate of which less is better, the last of its objectives."""
    if front is None or front.knee is None:
        return []
    *qualities, estimate = front.objectives
    names = [_quality(name, knowledge) for name in qualities]
    of = [one for one in front.exchanges if one.paid == estimate and one.rate > 0]
    if not of:
        return []
    unit = _UNITS[estimate]
    rates = [f"of {_quality(one.gained, knowledge)} costs {_two_digits(one.rate, unit)}" for one in of]
    return [
        f"Of the architectures of known {known} that none beats on {', '.join(names)} and {measured}, the best "
        f"compromise {spends} {_two_digits(-front.knee.values[estimate], unit)}; from there one more grade "
        f"{' and one '.join(rates)}."
    ]


_UNITS = {"cost_usd_month": "USD/month", "latency_p99_ms": "ms"}


def _two_digits(amount: float, unit: str) -> str:
    return show_quantity(float(f"{amount:.2g}"), unit)


def _quality(name: str, knowledge: KnowledgeBase) -> str:
    return wording.plain(knowledge.qualities[name].label).lower()


def price_json(price: Price) -> dict[str, Any]:
    """One price for machines; estimates as ``{"fixed", "free"}`` middles in the unit of the estimate."""
    return {
        "decision": price.decision,
        "option": price.option,
        "instead": price.instead,
        "score": round(price.score, 4),
        "probability": round(price.probability, 4),
        "instead_probability": round(price.instead_probability, 4),
        "estimates": {
            name: {"fixed": float(f"{fixed.mid:.6g}"), "free": float(f"{freed.mid:.6g}"), "unit": fixed.unit}
            for name, (fixed, freed) in price.estimates.items()
        },
        "follows": dict(price.follows),
    }


def closings_json(closings: Iterable[Closing]) -> list[dict[str, Any]]:
    """Closing answers for machines: a ``value``, or ``from`` and ``below`` of a number."""
    return [
        {
            "decision": closing.decision,
            "answer": closing.answer,
            **({"value": closing.value} if closing.value is not None else {"from": closing.low, "below": closing.high}),
            "option": closing.option,
            "probability": round(closing.probability, 4),
        }
        for closing in closings
    ]


def compromise_json(front: Front, decision: str) -> dict[str, Any]:
    """The best compromise of a front for machines: what it takes for ``decision``, and the exchange rates there."""
    if front.knee is None:
        return {"compromise": None}
    exchanges = [{"gained": one.gained, "paid": one.paid, "rate": round(one.rate, 4)} for one in front.exchanges]
    return {
        "compromise": {
            "values": _rounded(front.knee.values),
            "option": front.knee.architecture[decision],
            "exchanges": exchanges,
        }
    }


def _front(front: Front) -> dict[str, Any]:
    """A front for machines; higher is better, so that a cost is negative."""
    return {
        "objectives": list(front.objectives),
        "knee": _rounded(front.knee.values) if front.knee else None,
        "exchanges": [{"gained": one.gained, "paid": one.paid, "rate": round(one.rate, 4)} for one in front.exchanges],
        "points": [
            {"values": _rounded(one.values), "score": round(one.score, 4), "architecture": dict(one.architecture)}
            for one in front.points
        ],
    }


def boundary_json(boundary: Boundary) -> dict[str, Any]:
    """The plane of two numbers for machines: architectures are listed once, and bands say by number which is best.

    Values go ``from`` up to, not including, ``below``, which is null where there is no end; so is the number of the
    architecture where none is feasible. Neighbours that say the same are one.
    """
    numbers: dict[tuple[tuple[str, str | None], ...], int] = {}
    columns: list[dict[str, Any]] = []
    for column in boundary.columns:
        bands: list[dict[str, Any]] = []
        for band in column.bands:
            taken = tuple(band.architecture.items())
            number = numbers.setdefault(taken, len(numbers)) if taken else None
            if bands and bands[-1]["architecture"] == number:
                bands[-1]["below"] = _end(band.high)
            else:
                bands.append({"from": _end(band.low), "below": _end(band.high), "architecture": number})
        if columns and columns[-1]["bands"] == bands:
            columns[-1]["below"] = _end(column.high)
        else:
            ends = {"from": _end(column.low), "below": _end(column.high)}
            columns.append({**ends, "sample": column.sample, "bands": bands})
    return {
        "across": boundary.across,
        "up": boundary.up,
        "exact": boundary.exact,
        "architectures": [dict(taken) for taken in numbers],
        "columns": columns,
    }


def _end(value: float) -> float | None:
    return value if math.isfinite(value) else None


def study_json(study: Study) -> dict[str, Any]:
    """The study for machines; shares from 0 to 1, scores in log-odds, to four places."""
    found, simplest = study.robustness, study.simplest
    return {
        **flips_json(study.flips),
        "robustness": {
            "draws": found.draws,
            "keeps_all": round(found.keeps_all, 4),
            "keeps": _rounded(found.keeps),
            "options": {
                decision: {option: _support(support) for option, support in options.items()}
                for decision, options in found.options.items()
            },
            "architectures": [
                {
                    "architecture": dict(one.architecture),
                    "recommended": one.recommended,
                    "optimal": round(one.optimal, 4),
                    **_support(one.support),
                }
                for one in found.architectures
            ],
        },
        "pareto": {"recommended": dict(study.here), **_front(study.front)},
        "pareto_cost": _front(study.cost_front) if study.cost_front else None,
        "pareto_latency": _front(study.latency_front) if study.latency_front else None,
        "boundary": boundary_json(study.boundary) if study.boundary else None,
        "simplest": {
            "architecture": dict(simplest.architecture),
            "effort": simplest.effort,
            "recommended_effort": simplest.recommended_effort,
            "loss": round(simplest.loss, 4),
            "moves": [
                {
                    "decision": move.decision,
                    "from": move.option,
                    "to": move.heavier,
                    "answer": move.answer,
                    "at": move.at,
                    "side": move.side,
                }
                for move in study.moves
            ],
        },
        "prices": [price_json(price) for price in study.prices],
        "closings": closings_json(study.closings),
    }


def _support(support: Support) -> dict[str, Any]:
    return {
        "ranks": [round(share, 4) for share in support.ranks],
        "central": None if support.central is None else _rounded(support.central),
        "confidence": None if support.confidence is None else round(support.confidence, 4),
    }


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
