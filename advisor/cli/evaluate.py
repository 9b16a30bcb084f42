"""``advisor evaluate``."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Json, Packs, knowledge_with


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of decided cases.")],
    packs: Packs = None,
    json: Json = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Also write agreement.json and the reliability diagrams."),
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="Also list every decision taken otherwise.")] = False,
) -> None:
    """Hold recommendations against what the builders of published systems decided.

    \b
    Example:
      advisor evaluate knowledge/cases --misses
    """
    from advisor.cases import load_cases
    from advisor.evaluation.agreement import evaluate as evaluate_on
    from advisor.evaluation.leftout import agreement_left_out
    from advisor.locations import knowledge_folder
    from advisor.output import write_output
    from advisor.reasoning.compiled import compiled
    from advisor.rendering.agreement import agreement_json, agreement_text, left_out_text, misses_text
    from advisor.rendering.reliability import reliability_diagram

    knowledge = knowledge_with(packs)
    cases = load_cases(folder, knowledge)
    found = evaluate_on(compiled(knowledge), cases)
    left_out = agreement_left_out(knowledge_folder(), cases, knowledge)
    without = None if left_out is None else left_out.agreement
    shown = agreement_json(found, knowledge.preference.sharpness, without)
    if output is not None:
        table = json_text.dumps(shown, ensure_ascii=False, indent=2) + "\n"
        files = {"agreement.json": table, "reliability.svg": reliability_diagram(found)}
        if left_out is not None:
            files["left-out.svg"] = reliability_diagram(left_out.agreement)
        write_output({name: text.encode() for name, text in files.items()}, output)
    if json:
        print(json_text.dumps(shown, ensure_ascii=False))
        return
    print(agreement_text(found, len(cases), without))
    if left_out is not None:
        print(f"\n{left_out_text(left_out)}")
    if misses:
        print(f"\n{misses_text(found)}")
