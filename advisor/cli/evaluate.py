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
    misses: Annotated[bool, typer.Option("--misses", help="Also list every decision taken otherwise.")] = False,
) -> None:
    """Hold recommendations against what the builders of published systems decided.

    \b
    Example:
      advisor evaluate knowledge/cases --misses
    """
    from advisor.cases import load_cases
    from advisor.evaluation.agreement import agreement, judge
    from advisor.reasoning.compiled import compiled
    from advisor.rendering.agreement import agreement_json, agreement_text, misses_text

    knowledge = knowledge_with(packs)
    cases = load_cases(folder, knowledge)
    found = agreement(judge(compiled(knowledge), cases), list(knowledge.decisions))
    if json:
        print(json_text.dumps(agreement_json(found), ensure_ascii=False))
        return
    print(agreement_text(found, len(cases)))
    if misses:
        print(f"\n{misses_text(found)}")
