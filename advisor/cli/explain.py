"""``advisor explain``."""

from __future__ import annotations

import json as json_text
from typing import Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, SystemFile, advise_on, colour, knowledge_with
from advisor.cli.exits import DONE, INFEASIBLE


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
    from advisor.rendering.model import recommendation_json
    from advisor.rendering.terminal import explanation_text

    decisions = knowledge_with(packs).decisions
    if decision not in decisions:
        raise UserError(f"{decision!r} is not a decision. {choices_hint(decision, decisions)}")
    knowledge, recommendation = advise_on(file, quiet or json, packs, similar=False)
    if json:
        print(json_text.dumps(recommendation_json(recommendation)["decisions"][decision], ensure_ascii=False))
    else:
        print(explanation_text(recommendation, knowledge, decision, colour=colour()), end="")
    raise typer.Exit(DONE if recommendation.feasible else INFEASIBLE)
