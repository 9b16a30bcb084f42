"""``advisor explain``."""

from __future__ import annotations

import json as json_text
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, SystemFile, advise_on, colour, columns, knowledge_with, suggest
from advisor.cli.exits import DONE, INFEASIBLE

if TYPE_CHECKING:
    from advisor.knowledge.base import KnowledgeBase
    from advisor.recommendation.recommendation import Recommendation
    from advisor.rendering.explanation import Turning


def explain(
    file: SystemFile,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="A decision, such as prediction_mode.")],
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say why a decision came out as it did, and why not otherwise.

    \b
    Example:
      advisor explain checkout-fraud.yaml model_complexity
    """
    from advisor.errors import UserError, choices_hint
    from advisor.rendering.changes import flips_json
    from advisor.rendering.explanation import explanation_text
    from advisor.rendering.model import recommendation_json
    from advisor.rendering.study import closings_json, compromise_json, price_json

    decisions = knowledge_with(packs).decisions
    if decision not in decisions:
        raise UserError(f"{decision!r} is not a decision. {choices_hint(decision, decisions)}")
    knowledge, recommendation = advise_on(file, quiet or json, packs, similar=False)
    turning = _turning(knowledge, recommendation, decision) if decision in recommendation.architecture else None
    if json:
        shown = recommendation_json(recommendation)["decisions"][decision]
        if turning is not None:
            shown |= flips_json(turning.flips) | {"closings": closings_json(turning.closings)}
            shown |= {"keeps": round(turning.keeps, 4)} | compromise_json(turning.front, decision)
            shown |= {"price": price_json(turning.price)} if turning.price is not None else {}
        print(json_text.dumps(shown, ensure_ascii=False))
    else:
        print(explanation_text(recommendation, knowledge, decision, turning, colour=colour(), width=columns()), end="")
        suggest(f"advisor whatif {file} --flips", quiet)
    raise typer.Exit(DONE if recommendation.feasible else INFEASIBLE)


def _turning(knowledge: KnowledgeBase, recommendation: Recommendation, decision: str) -> Turning:
    from advisor.reasoning.compiled import compiled
    from advisor.reasoning.flips import find_flips
    from advisor.reasoning.pareto import pareto_front
    from advisor.reasoning.robustness import shares_kept
    from advisor.reasoning.simplest import simplest_sufficient
    from advisor.reasoning.solution import solve
    from advisor.rendering.explanation import Turning
    from advisor.study import DRAWS, closings, price, weightiest

    model, system = compiled(knowledge), recommendation.system
    solution, flips = solve(model, system), find_flips(model, system)
    fixed = recommendation.decisions[decision].fixed
    return Turning(
        tuple(flip for flip in flips if flip.decision == decision),
        price(knowledge, recommendation, decision) if fixed else None,
        closings(knowledge, recommendation, [decision]),
        shares_kept(model, system, solution, DRAWS)[decision],
        simplest_sufficient(model, system, solution),
        pareto_front(model, system, solution, weightiest(knowledge, system)),
    )
