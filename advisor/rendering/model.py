"""The recommendation and the architecture for machines: ``recommend --json`` and ``model.json``.

Keys come in a fixed order. Probabilities and log-odds are rounded to four places, estimates and answers to six
significant digits (0.99995 must not become 1), so equal inputs give equal bytes. JSON knows no infinity: an ``effect``
or ``score`` of minus infinity (an option made impossible) is ``null``.
"""

from __future__ import annotations

import json
import math
from typing import Any

from advisor.answers import Range
from advisor.architecture.architecture import Architecture, Link, Part
from advisor.forecast.forecast import Figure, Forecast
from advisor.reasoning.conflicts import Conflict
from advisor.recommendation.recommendation import (
    DecisionAdvice,
    Estimate,
    OpenQuestion,
    OptionAdvice,
    Reason,
    Recommendation,
    SimilarSystem,
)
from advisor.recommendation.study import Study
from advisor.recommendation.ways_out import WaysOut
from advisor.rendering.argument import by_strength
from advisor.rendering.limits import limits_json
from advisor.rendering.study import study_json
from advisor.rendering.ways_out import ways_out_json
from advisor.requirements.system import System

FORMAT = 1
PLACES = 4
DIGITS = 6


def recommendation_json(recommendation: Recommendation, ways_out: WaysOut | None = None) -> dict[str, Any]:
    """The object that ``recommend --json`` prints for one system; ``ways_out`` of the limits that it breaks."""
    return {
        "version": FORMAT,
        "system": recommendation.system.name,
        "knowledge": {
            "version": recommendation.knowledge_version,
            "digest": recommendation.knowledge_digest,
            "packs": [
                {"name": pack.name, "version": pack.version, "digest": pack.digest}
                for pack in recommendation.knowledge_packs
            ],
        },
        "feasible": recommendation.feasible,
        "score": _number(recommendation.score),
        "conflicts": [_conflict(conflict) for conflict in recommendation.conflicts],
        "decisions": {name: _decision(advice) for name, advice in recommendation.decisions.items()},
        "estimates": {name: _estimate(estimate) for name, estimate in recommendation.estimates.items()},
        "limits": limits_json(recommendation),
        **ways_out_json(ways_out),
        **_provenance(recommendation.forecast),
        **_measured(recommendation.system),
        "unknown_that_matter": list(recommendation.unknown_that_matter),
        "open_questions": [_open_question(question) for question in recommendation.open_questions],
        "similar": [_similar(system) for system in recommendation.similar],
    }


def _measured(system: System) -> dict[str, Any]:
    """The answers that were measured, each with what measured it; nothing where none was."""
    found = {name: {"answer": _value(one.answer), "origin": one.origin} for name, one in system.measured.items()}
    return {"measured": found} if found else {}


def model_json(
    recommendation: Recommendation,
    architecture: Architecture,
    study: Study | None = None,
    ways_out: WaysOut | None = None,
) -> str:
    """The text of ``model.json``: the recommendation with its estimates, the architecture as a graph, the study."""
    model = {
        "version": FORMAT,
        "recommendation": recommendation_json(recommendation, ways_out),
        "architecture": architecture_json(architecture),
        **({"study": study_json(study)} if study else {}),
    }
    return json.dumps(model, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def architecture_json(architecture: Architecture) -> dict[str, Any]:
    """The architecture as a graph: boundaries and components by id, and the flows between components."""
    return {
        "boundaries": {name: frame.name for name, frame in architecture.boundaries.items()},
        "components": {name: _component(part) for name, part in architecture.components.items()},
        "flows": [_flow(flow) for flow in architecture.flows],
    }


def _component(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "kind": part.kind,
        "technology": part.technology,
        "products": list(part.products),
        "about": part.about,
        "role": part.role,
        "place": part.place,
        "boundary": part.boundary,
        "decisions": {choice.decision: choice.option for choice in part.choices},
    }


def _flow(flow: Link) -> dict[str, Any]:
    return {
        "from": flow.source,
        "to": flow.target,
        "carries": flow.carries,
        "mode": flow.mode,
        "personal": flow.personal,
        "decisions": {choice.decision: choice.option for choice in flow.choices},
    }


def _open_question(open_question: OpenQuestion) -> dict[str, Any]:
    return {
        "question": open_question.question,
        "worth": _number(open_question.worth),
        "chance_of_change": _number(open_question.chance),
        "expected_changes": _number(open_question.changes),
        "bits": _number(open_question.bits),
        "decisions": list(open_question.decisions),
    }


def _decision(advice: DecisionAdvice) -> dict[str, Any]:
    reasons = [reason for option in advice.options.values() for reason in option.reasons]
    return {
        "option": advice.option,
        "probability": _number(advice.probability),
        "fixed": advice.fixed,
        "applicable": advice.applicable,
        "runner_up": advice.runner_up,
        "open": advice.open,
        "closed_by": list(advice.closed_by),
        "options": {name: _option(option) for name, option in advice.options.items()},
        "reasons": [_reason(reason) for reason in by_strength(reasons)],
    }


def _option(option: OptionAdvice) -> dict[str, Any]:
    return {
        "probability": _number(option.probability),
        "feasible": option.feasible,
        "score": _number(option.score),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "kind": reason.kind,
        "option": reason.option,
        "effect": _number(reason.effect),
        "certainty": _number(reason.certainty),
        "text": reason.text,
        "sources": list(reason.sources),
        "answers": list(reason.answers),
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "answers": list(conflict.answers),
        "decisions": list(conflict.decisions),
        "text": conflict.text,
        "relaxations": [
            {"answer": change.answer, "to": _value(change.to), "unit": change.unit, "text": change.text}
            for change in conflict.relaxations
        ],
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    shown: dict[str, Any] = _range(estimate)
    if estimate.breakdown:
        shown["breakdown"] = {part: _range(value) for part, value in estimate.breakdown.items()}
    if estimate.caveats:
        shown["caveats"] = list(estimate.caveats)
    return shown


def _range(value: Estimate | Figure) -> dict[str, Any]:
    return {
        "low": _quantity(value.low),
        "mid": _quantity(value.mid),
        "high": _quantity(value.high),
        "unit": value.unit,
    }


def _provenance(forecast: Forecast | None) -> dict[str, Any]:
    """Where the estimates come from: every quantity by id, the reference numbers, and what could not be estimated."""
    if forecast is None:
        return {}
    return {
        "quantities": {name: _figure(figure) for name, figure in forecast.figures.items()},
        "references": {
            name: {
                "name": reference.name,
                "low": reference.low,
                "mid": reference.mid,
                "high": reference.high,
                "unit": reference.unit,
                "date": reference.date,
                "basis": reference.basis,
                "source": reference.source,
            }
            for name, reference in forecast.references.items()
        },
        "not_estimated": {name: list(answers) for name, answers in forecast.missing.items()},
        "age_of_references": forecast.note,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    """One quantity; its inputs are ids of other quantities."""
    shown: dict[str, Any] = {"name": figure.name, **_range(figure), "origin": figure.origin, "source": figure.source}
    if figure.inputs:
        shown["inputs"] = dict(figure.inputs)
    if figure.because:
        shown["because"] = figure.because
    return shown


def _similar(system: SimilarSystem) -> dict[str, Any]:
    return {
        "case": system.case,
        "title": system.title,
        "organisation": system.organisation,
        "year": system.year,
        "url": system.url,
        "similarity": _number(system.similarity),
        "chosen": dict(system.chosen),
        "agrees": list(system.agrees),
        "differs": dict(system.differs),
    }


def _value(value: object) -> Any:
    """An answer as JSON: a range as its bounds, several choices as a list."""
    match value:
        case Range(low, high):
            return {"low": _quantity(low), "high": _quantity(high)}
        case tuple():
            return list(value)
        case float():
            return _quantity(value)
        case _:
            return value


def _number(value: float) -> float | None:
    """``value`` to four places, ``null`` for what JSON can't say, never minus zero."""
    return round(value, PLACES) + 0.0 if math.isfinite(value) else None


def _quantity(value: float) -> float | None:
    """``value`` to six significant digits, ``null`` for what JSON can't say."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
