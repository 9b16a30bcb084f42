"""The agreement with decided cases as text and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from advisor.evaluation.agreement import Agreement, Tally
from advisor.knowledge.schema import RefinedWeights

INSTALL = "pip install 'ml-architecture-advisor[lab]'"


def agreement_text(agreement: Agreement, cases: int) -> str:
    """A table by decision beside the majority guess, then calibration by tenths of probability."""
    lines = [
        f"{agreement.overall.count} documented decisions of {cases} systems",
        "",
        f"{'decision':<22}{'cases':>6}{'agrees':>9}{'in two':>8}{'majority':>11}{'in two':>8}{'tree':>8}{'in two':>8}",
        *(_row(name, tally) for name, tally in agreement.by_decision.items()),
        _row("all", agreement.overall),
        "",
        f"{'said':>6}{'agreed':>9}{'decisions':>12}",
        *(f"{part.probability:>6.0%}{part.agreement:>9.0%}{part.count:>12}" for part in agreement.bins),
        f"expected calibration error {agreement.calibration_error:.3f}, "
        f"mean log-likelihood {agreement.overall.log_likelihood:.3f}",
        "",
        "agrees: the recommended option is the one built · in two: it or the most probable other option is ·",
        "majority: what naming the most frequent option of the other cases would reach "
        f"(of these very cases {agreement.overall.majority:.0%}, in two {agreement.overall.majority_in_two:.0%})",
        "tree: what a decision tree would reach, learned for each case on the answers of the other cases"
        if agreement.overall.tree is not None
        else f"tree: not learned, because scikit-learn is not installed: {INSTALL}",
    ]
    return "\n".join(lines)


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


def refined_text(agreement: Agreement, refined: RefinedWeights | None) -> str | None:
    """What the figures are worth where refined weights had been fitted to the same systems; ``None`` where not."""
    if refined is None or not refined.rules:
        return None
    fitted, left_out = refined.fitted_to, refined.fitted_to.left_out
    judged = {judgement.case for judgement in agreement.judgements}
    known = len(judged.intersection(fitted.systems))
    if not known:
        return None
    return (
        f"refined weights were fitted to {known} of these {len(judged)} systems: what stands above is not what to "
        f"expect of another.\nLeft out in {left_out.folds} parts, the {len(fitted.systems)} systems of the fit gave: "
        f"agrees {left_out.agreement:.1%}, in two {left_out.agreement_in_two:.1%},\n"
        f"calibration error {left_out.calibration_error:.3f}, mean log-likelihood {left_out.log_likelihood:.3f}"
    )


def agreement_json(agreement: Agreement, sharpness: float) -> dict[str, Any]:
    """The same for machines, and the sharpness of the probabilities; shares from 0 to 1, rounded to four places."""
    return {
        "version": 1,
        "sharpness": sharpness,
        "overall": _rounded(asdict(agreement.overall)),
        "decisions": {name: _rounded(asdict(tally)) for name, tally in agreement.by_decision.items()},
        "calibration_error": round(agreement.calibration_error, 4),
        "reliability": [_rounded(asdict(part)) for part in agreement.bins],
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


def _row(name: str, tally: Tally) -> str:
    tree = ("–", "–") if tally.tree is None else (f"{tally.tree:.0%}", f"{tally.tree_in_two:.0%}")
    return (
        f"{name:<22}{tally.count:>6}{tally.agreement:>9.0%}{tally.agreement_in_two:>8.0%}"
        f"{tally.majority_elsewhere:>11.0%}{tally.majority_elsewhere_in_two:>8.0%}{tree[0]:>8}{tree[1]:>8}"
    )


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
