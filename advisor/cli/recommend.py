"""``advisor recommend``."""

from __future__ import annotations

import json as json_text
import sys
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, advise_on, colour, columns, ways_out_of
from advisor.cli.exits import DONE, INFEASIBLE
from advisor.errors import UserError


def recommend(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="System files (YAML or JSON).")],
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Recommend an architecture for each system file.

    \b
    Examples:
      advisor recommend checkout-fraud.yaml
      advisor recommend systems/*.yaml --json > all.jsonl
    """
    worst = DONE
    for number, path in enumerate(files):
        try:
            knowledge, recommendation = advise_on(path, quiet or json, packs)
        except UserError as error:
            print(f"advisor: {error}", file=sys.stderr)
            worst = max(worst, error.exit_status)
            continue
        found = ways_out_of(knowledge, recommendation)
        if json:
            from advisor.rendering.model import recommendation_json

            print(json_text.dumps(recommendation_json(recommendation, found), ensure_ascii=False))
        else:
            from advisor.rendering.terminal import recommendation_text

            print(
                ("\n" if number else "")
                + recommendation_text(
                    recommendation, knowledge, path=str(path), ways_out=found, colour=colour(), width=columns()
                ).rstrip("\n")
            )
        worst = max(worst, DONE if recommendation.feasible else INFEASIBLE)
    raise typer.Exit(worst)
