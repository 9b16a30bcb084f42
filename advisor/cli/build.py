"""``advisor build``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Packs, Quiet, SystemFile, advise_on, colour, columns, note, suggest
from advisor.cli.exits import INFEASIBLE

if TYPE_CHECKING:
    from advisor.knowledge.base import KnowledgeBase
    from advisor.recommendation.recommendation import Recommendation


def build(
    file: SystemFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")],
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Date of new records; by default that of the rule base."),
    ] = None,
    boundary: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Two answers that are numbers: draw what they decide together."),
    ] = None,
    packs: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Write diagrams, decision records, charts, report and model of the recommended architecture.

    Into a folder written before, only what changed is written: a decision that comes out otherwise gets a new record,
    which supersedes the old one, and what you wrote into the pages stays. Each diagram comes as SVG, PNG and DOT; with
    the extra 'pdf' installed (pip install 'ml-architecture-advisor[pdf]') also as PDF, beside report.pdf.

    \b
    Examples:
      advisor build checkout-fraud.yaml -o docs/architecture
      advisor build checkout-fraud.yaml -o docs/architecture --date 2026-11-24
      advisor build fraud.yaml -o docs/fraud --boundary latency_budget_ms,entities
    """
    from advisor.rendering.terminal import recommendation_text

    knowledge, recommendation = advise_on(file, quiet, packs)
    if not recommendation.feasible:
        print(recommendation_text(recommendation, knowledge, path=str(file), colour=colour(), width=columns()), end="")
        note("Nothing was written.", quiet)
        raise typer.Exit(INFEASIBLE)
    pair = _pair(knowledge, boundary) if boundary else None
    write(knowledge, recommendation, output, quiet, f"{date:%Y-%m-%d}" if date else None, pair)
    suggest(f"advisor check {file} --records {output}", quiet)


def _pair(knowledge: KnowledgeBase, text: str) -> tuple[str, str]:
    """The two answers named.

    Raises:
        UserError: they are not two different numbers that rules read.
    """
    from advisor.errors import UserError, choices_hint
    from advisor.reasoning.boundary import plane_questions
    from advisor.reasoning.compiled import compiled

    known = plane_questions(compiled(knowledge))
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            raise UserError(f"--boundary: {name!r} is not a number that a rule reads. {choices_hint(name, known)}")
    if len(names) != 2 or names[0] == names[1]:
        raise UserError(f"--boundary takes two different answers, found {text!r}. Write --boundary A,B.")
    return names[0], names[1]


def write(
    knowledge: KnowledgeBase,
    recommendation: Recommendation,
    folder: Path,
    quiet: bool,
    date: str | None = None,
    pair: tuple[str, str] | None = None,
) -> None:
    """Write the package of a feasible recommendation and say where to begin reading."""
    from advisor.output import write_output
    from advisor.package import package
    from advisor.records.folder import read_records
    from advisor.rendering.recordchanges import record_changes
    from advisor.rendering.records import FOLDER
    from advisor.rendering.typesetting import can_set

    earlier = read_records(folder / FOLDER)
    made = package(knowledge, recommendation, earlier=earlier, date=date, pair=pair)
    written = write_output(made.files, folder, made.continued)
    for line in (*record_changes(made.plan, earlier, recommendation, knowledge), *written.warnings):
        note(line, quiet)
    if not can_set():
        note(
            "report.pdf and the PDF of each diagram are left out. Install what sets them: "
            "pip install 'ml-architecture-advisor[pdf]'",
            quiet,
        )
    print(f"{folder / 'index.md'}: begin here. {folder / 'report.html'} is the same as one page.")
