"""A formula worked out, and the list of all formulas, as text and as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import numpy as np

from advisor.estimates.calculation import Calculation
from advisor.estimates.formula import Formula
from advisor.estimates.ranges import Interval
from advisor.knowledge.schema import Source
from advisor.units import show_quantity


def calculation_json(calculation: Calculation) -> dict[str, Any]:
    """The calculation for machines; ``null`` stands for a bound that is infinite."""
    formula = calculation.formula
    inputs: dict[str, Any] = {}
    for name, interval in calculation.inputs.items():
        entry = {**_ends(interval), "unit": formula.inputs[name].unit, "origin": "given"}
        if name in calculation.references:
            reference_id, reference = calculation.references[name]
            entry |= {
                "origin": "reference",
                "reference": reference_id,
                "date": reference.date,
                "basis": reference.basis,
                "source": reference.source,
            }
        inputs[name] = entry
    return {
        "version": 1,
        "name": formula.name,
        "unit": formula.unit,
        "result": {**_ends(calculation.result), "unit": formula.unit},
        "inputs": inputs,
        "formula": formula.expression,
        "assumptions": list(formula.assumptions),
        "fails_when": list(formula.fails_when),
        "sources": list(calculation.sources),
    }


def calculation_text(calculation: Calculation, sources: Mapping[str, Source]) -> str:
    """The calculation for people: result, formula, inputs with where they came from, limits and sources."""
    formula = calculation.formula
    lines = [f"{formula.title} ({formula.name})", "", f"  {_range_text(calculation.result, formula.unit)}", ""]
    lines += ["Formula", f"  {formula.expression}", "", "Inputs"]
    width = max((len(name) for name in calculation.inputs), default=0)
    for name, interval in calculation.inputs.items():
        lines.append(
            f"  {name:<{width}}  {_range_text(interval, formula.inputs[name].unit)}; {_origin(calculation, name)}"
        )
    for heading, sentences in (
        ("Assumptions", formula.assumptions),
        ("Does not hold when", formula.fails_when),
        ("Sources", tuple(_source_text(name, sources) for name in calculation.sources)),
    ):
        if sentences:
            lines += ["", heading, *(f"  {sentence}" for sentence in sentences)]
    return "\n".join(lines) + "\n"


def formulas_json(known: Mapping[str, Formula]) -> dict[str, Any]:
    """All formulas with their inputs, for machines."""
    return {
        "version": 1,
        "formulas": {
            name: {
                "title": formula.title,
                "unit": formula.unit,
                "formula": formula.expression,
                "inputs": {
                    key: {"unit": needed.unit, "meaning": needed.meaning, "reference": needed.reference}
                    for key, needed in formula.inputs.items()
                },
            }
            for name, formula in sorted(known.items())
        },
    }


def formulas_text(known: Mapping[str, Formula]) -> str:
    """All formulas by topic, each with its title and inputs."""
    lines: list[str] = []
    by_topic = sorted(known.values(), key=lambda formula: (_topic(formula), formula.name))
    for topic, members in groupby(by_topic, key=_topic):
        lines += [topic.capitalize(), ""]
        for formula in members:
            lines += [f"  {formula.name}: {formula.title}", f"    {', '.join(formula.inputs)}"]
        lines.append("")
    lines.append("Work one out with: advisor estimate NAME --set INPUT=VALUE ...")
    return "\n".join(lines) + "\n"


def _topic(formula: Formula) -> str:
    """The module that the formula stands in."""
    return formula.function.__module__.rpartition(".")[2]


def _ends(interval: Interval) -> dict[str, float | None]:
    ends = {"low": interval.low, "mid": interval.mid, "high": interval.high}
    numbers = {name: float(np.asarray(end)) for name, end in ends.items()}
    return {name: number if math.isfinite(number) else None for name, number in numbers.items()}


def _range_text(interval: Interval, unit: str) -> str:
    low, mid, high = (
        _quantity_text(float(np.asarray(end)), unit) for end in (interval.low, interval.mid, interval.high)
    )
    return mid if low == mid == high else f"{mid} (from {low} to {high})"


def _quantity_text(value: float, unit: str) -> str:
    return show_quantity(value, unit) if math.isfinite(value) else "infinite"


def _origin(calculation: Calculation, name: str) -> str:
    meaning = calculation.formula.inputs[name].meaning
    if name not in calculation.references:
        return f"given; {meaning}"
    reference_id, reference = calculation.references[name]
    return f"reference {reference_id} of {reference.date}, {reference.basis}; {meaning}"


def _source_text(name: str, sources: Mapping[str, Source]) -> str:
    source = sources[name]
    return f"{source.authors} ({source.year}): {source.title}"
