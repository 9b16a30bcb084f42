"""The ``advisor`` command. Commands translate options, call one function, print, and exit; nothing is decided here."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from advisor.cli import (
    build,
    check,
    compare,
    demo,
    estimate,
    evaluate,
    explain,
    interview,
    knowledge,
    lab,
    merge,
    recommend,
    records,
    scaffold,
    site,
    sweep,
    whatif,
)
from advisor.cli.exits import DEFECT, DONE
from advisor.errors import UserError

app = typer.Typer(
    name="advisor",
    help="From the requirements of a machine-learning system to one argued architecture.",
    epilog="""\b
    Examples:
      advisor demo                        a published system, into out/demo
      advisor interview my-system.yaml    answer what matters, then
      advisor recommend my-system.yaml    see what follows from it
    """,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_THREADS_OF = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Matrices here are small: more threads would wait for each other twice as long as one needs."""

_OBJECTS_BEFORE_COLLECTING = 1_000_000
"""Loading makes many objects that stay; looking for garbage among them would take a tenth of a short run."""


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"advisor {version('ml-architecture-advisor')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """From the requirements of a machine-learning system to one argued architecture."""


app.command()(interview.interview)
app.command()(merge.merge)
app.command()(recommend.recommend)
app.command()(build.build)
app.command()(explain.explain)
app.command()(whatif.whatif)
app.command()(compare.compare)
app.command()(check.check)
app.command()(sweep.sweep)
app.command()(estimate.estimate)
app.command()(evaluate.evaluate)
app.command()(scaffold.scaffold)
app.command()(demo.demo)
app.command()(site.site)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(lab.app, name="lab")
app.add_typer(records.app, name="records")


def run() -> None:
    """Run the command line; the user's mistakes are told in words, a defect of ours keeps its traceback."""
    for name in _THREADS_OF:
        os.environ.setdefault(name, "1")
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    try:
        app()
    except UserError as error:
        print(f"advisor: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(DONE)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        import traceback

        traceback.print_exc()
        print("advisor: this is a defect of the advisor; please report it with the lines above.", file=sys.stderr)
        sys.exit(DEFECT)
    finally:
        gc.freeze()  # nor is there any use in looking through them at the end
