"""Where each number of the report comes from: a row a quantity, linked to the quantities that went in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.estimates.references import Reference
from advisor.forecast.forecast import Figure
from advisor.recommendation.recommendation import Estimate, Recommendation
from advisor.rendering import wording


@dataclass(frozen=True)
class NumberRow:
    """One number as a table shows it.

    Attributes:
        origin: the formula, answer or reference number, in words.
        note: why this way, or date and basis of the reference number.
        anchor: where it stands in the page; empty where it stands nowhere.
        inputs: name and anchor of each quantity that went in.
    """

    label: str
    estimate: Estimate
    origin: str
    note: str
    anchor: str
    inputs: tuple[tuple[str, str], ...]


def provenance(recommendation: Recommendation) -> dict[str, Any]:
    """What the report's section on numbers needs, by the names of its template."""
    known = recommendation.forecast
    figures = {} if known is None else dict(known.figures)
    references = {} if known is None else known.references
    rows = []
    for name, label in wording.ESTIMATE_NAMES.items():
        if name in recommendation.estimates:
            estimate, figure = recommendation.estimates[name], figures.get(name)
            rows.append(
                NumberRow(label, estimate, _origin(figure) if figure else "", "", _anchor(name) if figure else "", ())
            )
    caveats = dict.fromkeys(text for row in rows for text in row.estimate.caveats)
    return {
        "estimates": rows,
        "caveats": list(caveats),
        "quantities": [_row(name, figure, figures, references) for name, figure in figures.items()],
        "not_estimated": [
            (wording.estimate_name(name), answers) for name, answers in (known.missing if known else {}).items()
        ],
        "age_note": known.note if known else "",
    }


def _row(name: str, figure: Figure, figures: Mapping[str, Figure], references: Mapping[str, Reference]) -> NumberRow:
    reference = references.get(figure.source) if figure.origin == "reference" else None
    note = f"{reference.name}: {reference.date}, {reference.basis}, {reference.source}" if reference else figure.because
    inputs = tuple((figures[read].name, _anchor(read)) for read in figure.inputs.values() if read in figures)
    value = Estimate(figure.low, figure.mid, figure.high, figure.unit)
    return NumberRow(figure.name, value, _origin(figure), note, _anchor(name), inputs)


def _origin(figure: Figure) -> str:
    match figure.origin:
        case "answer":
            return f"your answer {figure.source}"
        case "reference":
            return f"reference number {figure.source}"
        case "formula":
            return f"formula {figure.source}"
        case "term":
            return figure.source
        case "given":
            return "follows from the choice"


def _anchor(name: str) -> str:
    return f"number-{name.replace('_', '-')}"
