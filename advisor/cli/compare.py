"""``advisor compare``."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, advise_on, note, show, suggest
from advisor.cli.exits import DONE, INFEASIBLE

Compared = Annotated[Path, typer.Argument(metavar="FILE", help="A system file, or a folder that advisor build wrote.")]


def compare(
    before: Compared,
    after: Compared,
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Two systems, or two versions of one, side by side: changed answers, decisions and numbers.

    \b
    Examples:
      advisor compare v1.yaml v2.yaml
      advisor compare docs/architecture new-answers.yaml
    """
    from advisor.recommendation.comparison import compare as compared
    from advisor.rendering.comparison import comparison_json, comparison_text

    knowledge, old = advise_on(_system_file(before), quiet or json, packs, similar=False)
    _, new = advise_on(_system_file(after), quiet or json, packs, similar=False)
    found = compared(old, new)
    if json:
        print(json_text.dumps(comparison_json(found), ensure_ascii=False))
    else:
        show(comparison_text(found, knowledge))
        for decision in list(found.decisions)[:1]:
            suggest(f"advisor explain {_system_file(after)} {decision}", quiet)
    for path, recommendation in ((before, old), (after, new)):
        if not recommendation.feasible:
            note(f"{path}: no architecture satisfies the requirements.", quiet)
    if not (old.feasible and new.feasible):
        raise typer.Exit(INFEASIBLE)
    raise typer.Exit(DONE)


def _system_file(path: Path) -> Path:
    return path / "system.yaml" if path.is_dir() else path
