"""``advisor knowledge``."""

from __future__ import annotations

import typer

app = typer.Typer(help="The rule base itself: checks, contents, schemas.", no_args_is_help=True)


@app.command()
def lint() -> None:
    """Check the rule base."""
    from advisor.knowledge.loading import load_knowledge

    load_knowledge()
