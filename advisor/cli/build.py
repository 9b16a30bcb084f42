"""``advisor build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Packs, Quiet, SystemFile, advise_on, colour, note
from advisor.cli.exits import INFEASIBLE

if TYPE_CHECKING:
    from advisor.knowledge.base import KnowledgeBase
    from advisor.recommendation.recommendation import Recommendation


def build(
    file: SystemFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")],
    packs: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Write diagrams, decision records, charts, report and model of the recommended architecture.

    \b
    Example:
      advisor build checkout-fraud.yaml -o docs/architecture
    """
    from advisor.rendering.terminal import recommendation_text

    knowledge, recommendation = advise_on(file, quiet, packs)
    if not recommendation.feasible:
        print(recommendation_text(recommendation, knowledge, path=str(file), colour=colour()), end="")
        note("Nothing was written.", quiet)
        raise typer.Exit(INFEASIBLE)
    write(knowledge, recommendation, output, quiet)


def write(knowledge: KnowledgeBase, recommendation: Recommendation, folder: Path, quiet: bool) -> None:
    """Write the package of a feasible recommendation and say where to begin reading."""
    from advisor.output import write_output
    from advisor.package import package

    written = write_output(package(knowledge, recommendation), folder)
    for warning in written.warnings:
        note(warning, quiet)
    print(f"{folder / 'index.md'}: begin here. {folder / 'report.html'} is the same as one page.")
