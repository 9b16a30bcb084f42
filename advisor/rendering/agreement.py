"""The agreement with decided cases as text and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from advisor.evaluation.agreement import Agreement, Tally
from advisor.evaluation.leftout import LeftOut

INSTALL = "pip install 'ml-architecture-advisor[lab]'"


def agreement_text(agreement: Agreement, cases: int, left_out: Agreement | None = None) -> str:
    """A table by decision beside the majority guess, then calibration by tenths of probability.

    Args:
        left_out: the same systems, each judged by what was fitted without it.
    """
    without: dict[str, Tally] = {} if left_out is None else {**left_out.by_decision, "all": left_out.overall}
    also = f"{'left out':>11}{'in two':>8}" if without else ""
    lines = [
        f"{agreement.overall.count} documented decisions of {cases} systems",
        "",
        f"{'decision':<22}{'cases':>6}{'agrees':>9}{'in two':>8}{also}"
        f"{'majority':>11}{'in two':>8}{'tree':>8}{'in two':>8}",
        *(_row(name, tally, without.get(name)) for name, tally in agreement.by_decision.items()),
        _row("all", agreement.overall, without.get("all")),
        "",
        *_calibration(agreement),
        "",
        "agrees: the recommended option is the one built · in two: it or the most probable other option is ·",
        "majority: what naming the most frequent option of the other cases would reach "
        f"(of these very cases {agreement.overall.majority:.0%}, in two {agreement.overall.majority_in_two:.0%})",
        "tree: what a decision tree would reach, learned for each case on the answers of the other cases"
        if agreement.overall.tree is not None
        else f"tree: not learned, because scikit-learn is not installed: {INSTALL}",
    ]
    return "\n".join(lines)


def left_out_text(left_out: LeftOut) -> str:
    """What the figures are worth where weights were fitted to some of the systems, and how sure they were without."""
    return "\n".join(
        [
            f"left out: weights were fitted to {left_out.systems} of these systems; there each is judged by weights",
            f"fitted without it, in {left_out.folds} parts. That is what to expect of another system of the kind.",
            "",
            *_calibration(left_out.agreement),
        ]
    )


def misses_text(agreement: Agreement) -> str:
    """Every decision taken otherwise, one a line."""
    lines = ["decisions taken otherwise"]
    for judgement in agreement.judgements:
        if not judgement.agrees:
            said = f"{judgement.recommended or 'nothing'} {judgement.probability:.0%}"
            lines.append(
                f"{judgement.case:<36} {judgement.decision:<20} built {' or '.join(judgement.built)}, advised {said}"
            )
    return "\n".join(lines)


def agreement_json(agreement: Agreement, sharpness: float, left_out: Agreement | None = None) -> dict[str, Any]:
    """The same for machines, and the sharpness of the probabilities; shares from 0 to 1, rounded to four places."""
    return {
        "version": 1,
        "sharpness": sharpness,
        **_tallies(agreement),
        "left_out": None if left_out is None else _tallies(left_out),
        "judgements": [
            {
                "case": judgement.case,
                "decision": judgement.decision,
                "built": list(judgement.built),
                "recommended": judgement.recommended,
                "probability": round(judgement.probability, 4),
                "probabilities": _rounded(dict(judgement.probabilities)),
                "agrees": judgement.agrees,
                "agrees_in_two": judgement.agrees_in_two,
            }
            for judgement in agreement.judgements
        ],
    }


def _tallies(agreement: Agreement) -> dict[str, Any]:
    return {
        "overall": _rounded(asdict(agreement.overall)),
        "decisions": {name: _rounded(asdict(tally)) for name, tally in agreement.by_decision.items()},
        "calibration_error": round(agreement.calibration_error, 4),
        "reliability": [_rounded(asdict(part)) for part in agreement.bins],
    }


def _calibration(agreement: Agreement) -> list[str]:
    return [
        f"{'said':>6}{'agreed':>9}{'decisions':>12}",
        *(f"{part.probability:>6.0%}{part.agreement:>9.0%}{part.count:>12}" for part in agreement.bins),
        f"expected calibration error {agreement.calibration_error:.3f}, "
        f"mean log-likelihood {agreement.overall.log_likelihood:.3f}",
    ]


def _row(name: str, tally: Tally, left_out: Tally | None) -> str:
    tree = ("–", "–") if tally.tree is None else (f"{tally.tree:.0%}", f"{tally.tree_in_two:.0%}")
    without = f"{left_out.agreement:>11.0%}{left_out.agreement_in_two:>8.0%}" if left_out else ""
    return (
        f"{name:<22}{tally.count:>6}{tally.agreement:>9.0%}{tally.agreement_in_two:>8.0%}{without}"
        f"{tally.majority_elsewhere:>11.0%}{tally.majority_elsewhere_in_two:>8.0%}{tree[0]:>8}{tree[1]:>8}"
    )


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
