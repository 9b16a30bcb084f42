"""``advisor records``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Quiet, note

app = typer.Typer(
    help="A folder of decision records.",
    epilog="""\b
    Example:
      advisor records renumber docs/architecture
    """,
    no_args_is_help=True,
)


@app.callback()
def records() -> None:
    """A folder of decision records."""


@app.command()
def renumber(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What advisor build wrote, or a folder of records.")],
    quiet: Quiet = False,
) -> None:
    """Give records whose number is taken twice a number of their own, and rewrite every reference to their file.

    \b
    Examples:
      advisor records renumber docs/architecture
    """
    from advisor.errors import UserError
    from advisor.output import MANIFEST, rewrite_output
    from advisor.records.folder import read_records
    from advisor.records.renumbering import follow, moves_of
    from advisor.rendering.records import FOLDER

    whole = folder.resolve()
    if whole.name == FOLDER and (whole.parent / MANIFEST).exists():
        whole = whole.parent
    inner = f"{FOLDER}/" if (whole / FOLDER).is_dir() else ""
    recorded = read_records(whole / inner)
    if not recorded:
        raise UserError(f"{folder}: there are no decision records. Write some: advisor build FILE -o DIR")
    moves = moves_of(recorded)
    renamed = {f"{inner}{move.file}": f"{inner}{move.to}" for move in moves}
    written = rewrite_output(whole, renamed, lambda text: follow(text, moves))
    for move in moves:
        print(f"{move.file} -> {move.to}")
    if not moves:
        print("Every number is taken once; nothing to do.")
    elif inner:
        others = len(written.written) - len(moves)
        note(f"References followed in {others} more files. The numbers in pictures follow with advisor build.", quiet)
