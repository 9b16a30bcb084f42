"""``advisor merge``."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, import_file, knowledge_with, note, show
from advisor.cli.exits import DONE, INFEASIBLE


def merge(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Two or more: YAML, JSON, TOML or CSV.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write the merged answers.")
    ] = None,
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Several respondents' answers in one file: where they differ, and which differences change a decision.

    A number answered differently becomes the range of all, a priority their mean; what else differs stays open.

    \b
    Examples:
      advisor merge alice.yaml bob.csv
      advisor merge alice.yaml bob.csv operations.toml -o merged.yaml
    """
    from advisor.errors import UserError
    from advisor.interview.differences import merger_json, merger_text
    from advisor.interview.merging import merge as merged
    from advisor.output import write_file
    from advisor.reasoning.compiled import compiled
    from advisor.reasoning.solution import solve
    from advisor.requirements.writing import write_system

    if len(files) < 2 or len(set(files)) < len(files):
        raise UserError("merge takes two or more different files, such as: advisor merge alice.yaml bob.csv")
    if output is not None and output.exists():
        raise UserError(f"{output}: the file exists and is left as it is. Name another one with -o.")
    knowledge = knowledge_with(packs)
    found = merged(knowledge, {str(path): import_file(path, knowledge) for path in files})
    if json:
        print(json_text.dumps(merger_json(found), ensure_ascii=False))
    else:
        show(merger_text(found, knowledge, len(files)))
    if output is not None:
        write_file(output, write_system(found.system, knowledge.questions).encode())
        note(f"Saved in {output}. Next, for what is open: advisor interview {output}", quiet)
    else:
        note("Nothing was written; -o FILE writes the merged answers.", quiet)
    if not solve(compiled(knowledge), found.system).feasible:
        note("No architecture satisfies the merged answers.", quiet)
        raise typer.Exit(INFEASIBLE)
    raise typer.Exit(DONE)
