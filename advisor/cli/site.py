"""``advisor site``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Packs, Quiet, knowledge_with, note, published_cases


def site(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")],
    packs: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Build the site: everything the advisor knows, to read and to look up, without a server or a network.

    \b
    Example:
      advisor site -o out/site
    """
    from advisor.evaluation.agreement import evaluate
    from advisor.locations import tests_folder
    from advisor.output import write_output
    from advisor.reasoning.compiled import compiled
    from advisor.site.contents import site_of
    from advisor.site.generator import build
    from advisor.site.material import Material

    knowledge = knowledge_with(packs)
    cases = published_cases(knowledge)
    material = Material(knowledge, cases, evaluate(compiled(knowledge), cases), tests_folder())
    for warning in write_output(build(site_of(material)), output).warnings:
        note(warning, quiet)
    print(f"{output / 'index.html'}: begin here.")
