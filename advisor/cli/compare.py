"""``advisor compare``."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, advise_on, note, show, suggest
from advisor.cli.exits import DONE, INFEASIBLE

if TYPE_CHECKING:
    from advisor.knowledge.base import KnowledgeBase
    from advisor.recommendation.recommendation import Recommendation

Compared = Annotated[Path, typer.Argument(metavar="FILE", help="A system file, or a folder that advisor build wrote.")]


def compare(
    before: Compared,
    after: Compared,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Also write a page and a picture of what changes."),
    ] = None,
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Two systems, or two versions of one, side by side: changed answers, decisions and numbers.

    \b
    Examples:
      advisor compare v1.yaml v2.yaml
      advisor compare docs/architecture new-answers.yaml
      advisor compare v1.yaml v2.yaml -o docs/from-v1-to-v2
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
    if output is not None:
        _write(knowledge, old, new, output, quiet or json)
    raise typer.Exit(DONE)


def _write(knowledge: KnowledgeBase, before: Recommendation, after: Recommendation, folder: Path, quiet: bool) -> None:
    from advisor.errors import UserError
    from advisor.output import write_output
    from advisor.package import comparison_package

    if (folder / "model.json").exists():
        raise UserError(f"{folder}: holds what advisor build wrote. Name another folder for the comparison.")
    written = write_output(comparison_package(knowledge, before, after), folder)
    for warning in written.warnings:
        note(warning, quiet)
    note(f"{folder / 'comparison.md'}: the same as a page.", quiet)


def _system_file(path: Path) -> Path:
    return path / "system.yaml" if path.is_dir() else path
