"""``advisor site``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advisor.cli.common import Packs, Quiet, note, published_cases, read_file

if TYPE_CHECKING:
    from advisor.knowledge.base import KnowledgeBase
    from advisor.requirements.system import System
    from advisor.site.reference import Command

WIDTH = 84


def site(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")],
    systems: Annotated[
        list[Path] | None,
        typer.Option("--systems", metavar="DIR", help="A folder that build wrote, or one of such folders. Repeatable."),
    ] = None,
    knowledge: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Build the site: everything the advisor knows, to read and to look up, without a server or a network.

    \b
    Examples:
      advisor site -o out/site
      advisor site -o out/site --systems docs/architecture --knowledge ours
    """
    from concurrent.futures import ThreadPoolExecutor

    from advisor import locations
    from advisor.cases import load_cases
    from advisor.evaluation.agreement import agreement, evaluate, judge
    from advisor.evaluation.comparisons import most_frequent_elsewhere
    from advisor.evaluation.leftout import agreement_left_out
    from advisor.knowledge.loading import read_folder
    from advisor.linting import lint
    from advisor.output import write_output
    from advisor.reasoning.compiled import compiled
    from advisor.site.contents import site_of
    from advisor.site.generator import build
    from advisor.site.learn import texts_to_learn
    from advisor.site.material import Material
    from advisor.site.team import read_team

    files = read_folder(locations.knowledge_folder(), knowledge or ())
    base, docs = files.knowledge, locations.docs_folder()
    cases, held_out = published_cases(base), load_cases(locations.knowledge_folder() / "heldout", base)
    with ThreadPoolExecutor(1) as beside:  # the pages' commands are other processes, which run meanwhile
        texts = beside.submit(texts_to_learn, docs)
        model = compiled(base)
        unread = agreement(judge(model, held_out), model.decisions, most_frequent_elsewhere(held_out), tree=None)
        without = agreement_left_out(locations.knowledge_folder(), cases, base)
        material = Material(base, cases, evaluate(model, cases), unread, without, lint(files), locations.tests_folder())
        team = read_team(systems or (), material)
        examples = _systems(base)
        made = site_of(material, docs, texts.result(), tuple(_commands(context)), examples, team)
    for warning in write_output(build(made), output).warnings:
        note(warning, quiet)
    print(f"{output / 'index.html'}: begin here.")


def _systems(knowledge: KnowledgeBase) -> list[System]:
    """The example systems that come with the advisor."""
    from advisor.locations import knowledge_folder

    folders = (knowledge_folder() / name for name in ("examples", "gallery"))
    return [read_file(path, knowledge) for folder in folders for path in sorted(folder.glob("*.yaml"))]


def _commands(context: typer.Context) -> Iterator[Command]:
    """Every command of the command line with its help."""
    from advisor.site.reference import Command

    whole: Any = context.find_root().command
    root = whole.make_context("advisor", [], resilient_parsing=True, terminal_width=WIDTH)
    for name, command in whole.commands.items():
        inner = getattr(command, "commands", {})
        below = command.make_context(name, [], parent=root, resilient_parsing=True)
        yield Command(f"advisor {name}", command.get_help(below))
        for part, leaf in inner.items():
            shown = leaf.make_context(part, [], parent=below, resilient_parsing=True)
            yield Command(f"advisor {name} {part}", leaf.get_help(shown))
