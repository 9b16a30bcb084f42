"""``advisor scaffold``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Packs, Quiet, SystemFile, advise_on, colour, note
from advisor.cli.exits import INFEASIBLE


def scaffold(
    file: SystemFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")],
    packs: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Write a small project in the shape of the recommended architecture: it starts, and its tests pass.

    Into a folder written before, a file that you edited is left alone and the new text is put beside it.

    \b
    Examples:
      advisor scaffold checkout-fraud.yaml -o checkout-fraud
    """
    from advisor.rendering.terminal import recommendation_text

    knowledge, recommendation = advise_on(file, quiet, packs, similar=False)
    if not recommendation.feasible:
        print(recommendation_text(recommendation, knowledge, path=str(file), colour=colour()), end="")
        note("Nothing was written.", quiet)
        raise typer.Exit(INFEASIBLE)
    from advisor.output import write_output
    from advisor.rendering.views import record_numbers
    from advisor.scaffold.project import project_of

    project = project_of(recommendation, record_numbers(knowledge))
    written = write_output({path: made.text.encode() for path, made in project.files.items()}, output)
    for warning in written.warnings:
        note(warning, quiet)
    for omission in project.omissions:
        note(f"Left out of {omission}", quiet)
    print(f"{output / 'README.md'}: begin here. {len(project.files)} files; their tests: python -m pytest")
