"""The ``advisor`` command. Commands translate options, call one function, print, and exit; nothing is decided here."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from importlib import import_module
from types import ModuleType
from typing import Annotated

import typer

from advisor.cli.exits import DEFECT, DONE
from advisor.errors import UserError

_COMMANDS = (
    "interview", "merge", "recommend", "build", "explain", "whatif", "compare", "check", "sweep", "estimate",
    "evaluate", "scaffold", "demo", "site",
)  # fmt: skip
"""Each is the function of its name in the module of its name."""

_GROUPS = ("knowledge", "lab", "records")
"""Each is the ``app`` of the module of its name."""

_THREADS_OF = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Matrices here are small: more threads would wait for each other twice as long as one needs."""

_NO_PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""Pydantic would look for plugins in everything that is installed; none is used here."""

_PLUGIN_LOADER = "pydantic.plugin._loader"
"""Even so it would import what reads the metadata of packages, a twentieth of a short run."""

_OBJECTS_BEFORE_COLLECTING = 1_000_000
"""Loading makes many objects that stay; looking for garbage among them would take a tenth of a short run."""


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"advisor {version('ml-architecture-advisor')}")
        raise typer.Exit


def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """From the requirements of a machine-learning system to one argued architecture."""


def application(only: str | None = None) -> typer.Typer:
    """The command line: all of it, or with ``only`` one command, which is there long before the others would be."""
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
    app.callback()(main)
    for name in _COMMANDS:
        if only in (None, name):
            app.command()(getattr(import_module(f"advisor.cli.{name}"), name))
    for name in _GROUPS:
        if only in (None, name):
            app.add_typer(import_module(f"advisor.cli.{name}").app, name=name)
    return app


def run_and_leave() -> None:
    """The process: run the command line and end at once.

    To free what the process holds piece by piece would take a twelfth of a short run. The ordinary way is left to what
    can't be written any more and to threads that still run.
    """
    try:
        run()
    except SystemExit as leaving:
        status = leaving.code
        if threading.active_count() > 1 or not isinstance(status, int | None):
            raise
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            raise leaving from None
        atexit._run_exitfuncs()  # noqa: SLF001 - what was registered for the end still runs
        os._exit(status or DONE)


def _no_plugins() -> ModuleType:
    """Stands for Pydantic's loader of plugins and finds none."""
    module = ModuleType(_PLUGIN_LOADER)
    vars(module)["get_plugins"] = tuple
    return module


def run() -> None:
    """Run the command line; the user's mistakes are told in words, a defect of ours keeps its traceback."""
    for name in _THREADS_OF:
        os.environ.setdefault(name, "1")
    os.environ.setdefault(*_NO_PLUGINS)
    sys.modules.setdefault(_PLUGIN_LOADER, _no_plugins())
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    first = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        application(first if first in (*_COMMANDS, *_GROUPS) else None)()
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
