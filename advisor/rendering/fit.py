"""What a fit came to, as text, and the files that it leaves."""

from __future__ import annotations

import json

from advisor.evaluation.agreement import Agreement, Judgement
from advisor.fitting.fit import Fit


def fit_text(fit: Fit) -> str:
    """Before and after, each system judged by what was fitted without it, and what is adopted."""
    lines = [
        f"{fit.before.overall.count} documented decisions, systems left out in {fit.folds} parts",
        "",
        f"{'':<40}{'agrees':>9}{'in two':>9}{'calibration':>13}{'likelihood':>12}",
        _row("experts' weights as they are", fit.before),
        _row("sharpness fitted", fit.left_out.experts),
        _row("sharpness and weights fitted", fit.left_out.refined),
        "",
    ]
    if fit.held_out is not None:
        lines += [
            f"{fit.held_out.experts.overall.count} decisions of systems held out, which nothing was fitted to",
            "",
            _row("sharpness fitted", fit.held_out.experts),
            _row("sharpness and weights fitted", fit.held_out.refined),
            "",
        ]
    lines += [
        "calibration: expected error, lower is better · likelihood: mean logarithm, higher is better",
        f"sharpness: {fit.adopted.sharpness:g}",
        _verdict(fit),
    ]
    return "\n".join(lines)


def _verdict(fit: Fit) -> str:
    if fit.refined_are_adopted:
        moved = sum(len(options) for rule in fit.adopted.rules.values() for options in rule.values())
        learned = sum(len(options) for said in fit.adopted.practice.values() for options in said.values())
        return f"refined weights adopted: {moved}, and {learned} of practice"
    judges = "with systems left out" if fit.held_out is None else "on the systems held out"
    return f"refined weights not adopted: {judges} they are not better in agreement and likelihood both"


def weights_file(fit: Fit) -> str:
    """The text of ``weights.yaml``."""
    fitted = fit.adopted.fitted_to
    lines = [
        "# Written by `make fit`; do not edit. By rule, decision and option: [the expert's value, the refined one].",
        "# A refined value counts only while the rule has that expert's value. What was built where an answer holds,",
        "# beyond what the rules say, stands under practice. See docs/agreement.md.",
        "fitted_to:",
        f"  cases: {fitted.cases}",
        f"  systems: [{', '.join(fitted.systems)}]",
        f"  decisions: {fitted.decisions}",
        f"  strength: {fitted.strength:g}",
        f"sharpness: {fit.adopted.sharpness:g}",
    ]
    if fit.adopted.rules:
        lines.append("rules:")
    for rule, decisions in fit.adopted.rules.items():
        lines.append(f"  {rule}:")
        for decision, options in decisions.items():
            values = ", ".join(f"{option}: [{expert:g}, {refined:g}]" for option, (expert, refined) in options.items())
            lines.append(f"    {decision}: {{{values}}}")
    if fit.adopted.practice:
        lines.append("practice:")
    for when, said in fit.adopted.practice.items():
        lines.append(f"  {when}:")
        for decision, weights in said.items():
            values = ", ".join(f"{option}: {weight:g}" for option, weight in weights.items())
            lines.append(f"    {decision}: {{{values}}}")
    return "\n".join(lines) + "\n"


def left_out_file(fit: Fit) -> str:
    """The text of ``left-out.json``: a system a line."""
    judged = fit.left_out.refined if fit.refined_are_adopted else fit.left_out.experts
    said: dict[str, dict[str, dict[str, float]]] = {}
    for judgement in judged.judgements:
        said.setdefault(judgement.case, {})[judgement.decision] = _chances(judgement)
    lines = ",\n".join(f"  {json.dumps(case)}: {json.dumps(said[case])}" for case in fit.adopted.fitted_to.systems)
    head = f'"fitted_to": {json.dumps(fit.adopted.fitted_to.cases)}, "folds": {fit.folds}'
    return f'{{{head}, "said": {{\n{lines}\n}}}}\n'


def _chances(judgement: Judgement) -> dict[str, float]:
    """Recommended first; to four places, as agreement is told."""
    return {option: round(judgement.probabilities[option], 4) for option in judgement.ranking}


def _row(name: str, agreement: Agreement) -> str:
    overall = agreement.overall
    return (
        f"{name:<40}{overall.agreement:>9.1%}{overall.agreement_in_two:>9.1%}"
        f"{agreement.calibration_error:>13.3f}{overall.log_likelihood:>12.4f}"
    )
