"""``advisor sweep``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Packs, Quiet, SystemFile, knowledge_with, note, read_file

if TYPE_CHECKING:
    from advisor.knowledge.base import KnowledgeBase
    from advisor.sweep.engine import SweepBackend
    from advisor.sweep.grid import Grid


class Engine(StrEnum):
    """Where a sweep is computed."""

    LOCAL = "local"
    DASK = "dask"


def sweep(
    file: SystemFile,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="TABLE", help="The table to write: .parquet or .csv.")
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=...", help="a,b,c · low..high:n · log:low..high:n · draw:n; several are crossed."),
    ] = None,
    scenarios: Annotated[
        Path | None,
        typer.Option(metavar="TABLE", help="A table (.parquet, .csv) with a scenario a row and an id a column."),
    ] = None,
    engine: Annotated[Engine, typer.Option(help="The cores of this machine, or a Dask cluster.")] = Engine.LOCAL,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Scheduler of a running Dask cluster, such as tcp://host:8786."),
    ] = None,
    packs: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Answer many scenarios at once, into a table with a row for each.

    A sweep that was stopped goes on where it was when it is started again with the same answers.

    \b
    Examples:
      advisor sweep fraud.yaml --vary latency_budget_ms=log:5..500:40 -o sweep.csv
      advisor sweep fraud.yaml --vary drift=slow,fast -o sweep.parquet
      advisor sweep fraud.yaml --scenarios fleet.parquet -o fleet-decided.parquet
    """
    from advisor.errors import UserError
    from advisor.sweep.sweep import sweep as run
    from advisor.sweep.table import CONTRADICTION, check_suffix

    if scheduler is not None and engine is not Engine.DASK:
        raise UserError("--scheduler belongs to --engine dask.")
    check_suffix(output)
    knowledge = knowledge_with(packs)
    system = read_file(file, knowledge)
    grid = _grid(vary or [], scenarios, knowledge)
    with _progress(grid.size, quiet) as progress:
        swept = run(system, grid, knowledge, output, _backend(engine, scheduler), progress)
    told = [f"{output}: {swept.scenarios:,} scenarios"]
    if swept.infeasible:
        told.append(f"{swept.infeasible:,} without an architecture")
    if swept.contradictory:
        told.append(f"{swept.contradictory:,} that can't be (why: column {CONTRADICTION})")
    if swept.resumed:
        told.append(f"{swept.resumed:,} from an earlier run")
    note(", ".join(told) + ".", quiet)


def _grid(vary: list[str], scenarios: Path | None, knowledge: KnowledgeBase) -> Grid:
    from advisor.errors import UserError
    from advisor.sweep.grid import crossed, grid_of_table, read_grid
    from advisor.sweep.table import read_table

    grids = [read_grid(vary, knowledge)] if vary else []
    if scenarios is not None:
        grids.insert(0, grid_of_table(read_table(scenarios), knowledge))
    if not grids:
        raise UserError("nothing is varied. Add --vary ID=a,b,c or --scenarios TABLE.")
    return crossed(grids)


def _backend(engine: Engine, scheduler: str | None) -> SweepBackend | None:
    from advisor.sweep.engine import DaskCluster

    return DaskCluster(scheduler) if engine is Engine.DASK else None


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar on standard error where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    )
    with bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.advance(task, done)
