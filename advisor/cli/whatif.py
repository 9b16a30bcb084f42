"""``advisor whatif``."""

from __future__ import annotations

import json as json_text
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, SystemFile
from advisor.cli.exits import DONE, INFEASIBLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.knowledge.base import KnowledgeBase
    from advisor.reasoning.flips import Flip
    from advisor.requirements.system import System


def whatif(
    file: SystemFile,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="ID=VALUE", help="Another answer, priority or fixed decision.")
    ] = None,
    flips: Annotated[bool, typer.Option("--flips", help="List every single change that flips a decision.")] = False,
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what other answers would change.

    \b
    Examples:
      advisor whatif checkout-fraud.yaml --set latency_budget_ms="5 ms"
      advisor whatif checkout-fraud.yaml --set prediction_mode=batch
      advisor whatif checkout-fraud.yaml --flips
    """
    from advisor.advise import advise
    from advisor.cli.common import knowledge_with, note, read_file, show, suggest
    from advisor.errors import UserError
    from advisor.reasoning.compiled import compiled
    from advisor.reasoning.flips import find_flips
    from advisor.rendering.changes import changes_json, changes_text, flips_json, flips_text
    from advisor.rendering.study import closings_json, closings_text, price_json, price_text
    from advisor.requirements.writing import echo
    from advisor.study import closings, price

    if not changes and not flips:
        raise UserError("Say what to change with --set ID=VALUE, or list what would change a decision with --flips.")
    knowledge = knowledge_with(packs)
    system = read_file(file, knowledge)
    before = advise(knowledge, system)
    after = before
    if changes:
        system = _changed(system, changes, knowledge)
        for line in echo(system, knowledge.questions):
            note(line, quiet or json)
        after = advise(knowledge, system)
    newly_fixed = [name for name in after.architecture if system.fixed.get(name) != before.system.fixed.get(name)]
    prices = [price(knowledge, after, name) for name in newly_fixed] if after.feasible else []
    closing = closings(knowledge, after) if changes and after.feasible else ()
    found = find_flips(compiled(knowledge), system) if flips else ()
    if json:
        shown = changes_json(before, after) if changes else {"version": 1}
        if changes:
            shown |= {"prices": [price_json(one) for one in prices], "closings": closings_json(closing)}
        print(json_text.dumps({**shown, **(flips_json(found) if flips else {})}, ensure_ascii=False))
    else:
        if changes:
            show(changes_text(before, after, knowledge))
            for one in prices:
                show("\n".join(price_text(one, knowledge)))
            if closing:
                show(closings_text(closing, knowledge))
        if flips:
            show(flips_text(found, knowledge))
            suggest(f"advisor whatif {file} --set {_example(found)}", quiet)
        else:
            suggest(f"change {file}, then advisor recommend {file}", quiet)
    raise typer.Exit(DONE if after.feasible else INFEASIBLE)


def _example(flips: Sequence[Flip]) -> str:
    """A change to try, of the first flip that one other value brings about."""
    tried = next((flip for flip in flips if isinstance(flip.value, str | bool)), None)
    return "ID=VALUE" if tried is None else f"{tried.answer}={str(tried.value).lower()}"


def _changed(system: System, changes: list[str], knowledge: KnowledgeBase) -> System:
    """The system with other answers, priorities or fixed decisions; ``unknown`` takes an answer back.

    Raises:
        UserError: a change names nothing, its value is not accepted, or it contradicts another answer.
    """
    from dataclasses import replace

    from advisor.errors import UserError, choices_hint
    from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX
    from advisor.requirements.answers import answer_from_text, contradictions

    requirements, priorities, fixed = dict(system.requirements), dict(system.priorities), dict(system.fixed)
    names = [
        *knowledge.questions,
        *(PRIORITY_PREFIX + quality for quality in knowledge.qualities),
        *knowledge.decisions,
    ]
    for change in changes:
        name, equals, value = change.partition("=")
        name, value = name.strip(), value.strip()
        quality = name.removeprefix(PRIORITY_PREFIX)
        if not equals:
            raise UserError(f"{change!r} has no '='. Write --set ID=VALUE.")
        if name in knowledge.questions:
            try:
                answer = answer_from_text(knowledge.questions[name], value)
            except UserError as error:
                raise UserError(f"{name}: {error}") from None
            requirements.pop(name, None)
            if answer is not None:
                requirements[name] = answer
        elif name in knowledge.decisions:
            if value not in knowledge.decisions[name].options:
                raise UserError(
                    f"{value!r} is not an option of {name}. {choices_hint(value, knowledge.decisions[name].options)}"
                )
            fixed[name] = value
        elif name.startswith(PRIORITY_PREFIX) and quality in knowledge.qualities:
            if not value.replace(".", "", 1).isdigit() or float(value) > GREATEST_PRIORITY:
                raise UserError(f"{name}: {value!r} is not a priority. Allowed: 0 to {GREATEST_PRIORITY}.")
            priorities[quality] = float(value)
        else:
            raise UserError(f"{name!r} is neither an answer, a priority nor a decision. {choices_hint(name, names)}")
    for name, refusal in contradictions(requirements, knowledge.questions):
        raise UserError(f"{name}: {refusal}")
    return replace(system, requirements=requirements, priorities=priorities, fixed=fixed)
