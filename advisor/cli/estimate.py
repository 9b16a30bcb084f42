"""``advisor estimate``."""

from __future__ import annotations

import json as json_text
from typing import Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, knowledge_with, note, show


def estimate(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A formula; without it, the list.")] = None,
    set: Annotated[  # noqa: A002 - the option's name is part of the contract
        list[str] | None, typer.Option("--set", metavar="INPUT=VALUE", help="An input, with unit, or a range.")
    ] = None,
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Work out one named formula, or list them all.

    \b
    Examples:
      advisor estimate
      advisor estimate retraining_interval_days \\
        --set retraining_cost=500 --set value=20000 --set decay=0.005..0.02
    """
    from datetime import UTC, datetime

    from advisor.errors import UserError
    from advisor.estimates import formulas
    from advisor.estimates.ages import age_note
    from advisor.estimates.calculation import calculate
    from advisor.estimates.references import references_of
    from advisor.rendering.calculation import calculation_json, calculation_text, formulas_json, formulas_text

    texts: dict[str, str] = {}
    for setting in set or ():
        key, sign, text = setting.partition("=")
        if not sign or not key.strip():
            raise UserError(f"--set {setting!r}: INPUT=VALUE is wanted, such as --set retraining_cost=500.")
        if key.strip() in texts:
            raise UserError(f"--set {setting!r}: {key.strip()} is set twice.")
        texts[key.strip()] = text.strip()
    if name is None:
        if texts:
            raise UserError("--set needs the NAME of a formula; advisor estimate lists them.")
        known = formulas()
        if json:
            typer.echo(json_text.dumps(formulas_json(known), ensure_ascii=False))
        else:
            show(formulas_text(known).rstrip("\n"))
        return
    knowledge = knowledge_with(packs)
    calculation = calculate(name, texts, references_of(knowledge))
    if json:
        typer.echo(json_text.dumps(calculation_json(calculation), ensure_ascii=False))
    else:
        show(calculation_text(calculation, knowledge.sources).rstrip("\n"))
    ageing = age_note(dict(calculation.references.values()), datetime.now(tz=UTC).year)
    if ageing:
        note(ageing, quiet)
