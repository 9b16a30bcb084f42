"""What other answers change, and which changes would flip a decision, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.flips import Flip
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering.wording import listing, percent
from advisor.requirements.wording import show_answer
from advisor.units import show_quantity


def changes_text(before: Recommendation, after: Recommendation, knowledge: KnowledgeBase) -> str:
    """Every decision that comes out otherwise, one a line; the conflicts where nothing is left."""
    if not after.feasible:
        return "\n".join(
            ["No architecture satisfies the changed answers.", *(conflict.text for conflict in after.conflicts)]
        )
    lines = [
        f"{knowledge.decisions[name].title:<24} {_title(knowledge, name, was):<28} -> {_title(knowledge, name, now)} "
        f"({percent(after.decisions[name].probability)})"
        for name, was, now in _moved(before, after)
    ]
    return "\n".join(lines or ["Nothing changes."])


def changes_json(before: Recommendation, after: Recommendation) -> dict[str, Any]:
    """The changed decisions for machines."""
    return {
        "version": 1,
        "feasible": after.feasible,
        "changes": [{"decision": name, "from": was, "to": now} for name, was, now in _moved(before, after)],
    }


def flips_text(flips: Iterable[Flip], knowledge: KnowledgeBase) -> str:
    """One change of one answer a line, by decision; values that flip it alike share a line."""
    order = list(knowledge.decisions)
    turned: dict[tuple[str, str | None, str | None], list[Flip]] = {}
    for flip in sorted(flips, key=lambda flip: order.index(flip.decision)):
        turned.setdefault((flip.decision, flip.before, flip.after), []).append(flip)
    lines = [
        f"{decision:<22} {before} -> {after}  when {condition}"
        for (decision, before, after), alike in turned.items()
        for condition in condition_texts(alike, knowledge)
    ]
    return "\n".join(lines or ["No single change flips a decision."])


def condition_texts(flips: Iterable[Flip], knowledge: KnowledgeBase) -> list[str]:
    """The changes of flips to one option in words; values of one answer together: ``task is ranking or control``."""
    alike: dict[tuple[str, object], list[Flip]] = {}
    for flip in flips:
        alike.setdefault((flip.answer, None if flip.at is None else (flip.side, flip.at)), []).append(flip)
    texts = []
    for (answer, threshold), found in alike.items():
        if threshold is not None or len(found) == 1:
            texts.append(condition_text(found[0], knowledge))
            continue
        values = [flip.value for flip in found if flip.value is not None]
        texts.append(f"{answer} is {listing((show_answer(one, knowledge.questions[answer]) for one in values), 'or')}")
    return texts


def condition_text(flip: Flip, knowledge: KnowledgeBase) -> str:
    """The change of a flip in words: ``latency_budget_ms is below 3 ms``."""
    question = knowledge.questions.get(flip.answer)
    if flip.at is not None:
        shown = show_quantity(flip.at, question.unit or "count") if question else f"{flip.at:.2f}"
        return f"{flip.answer} is {flip.side} {shown}"
    if question is None or flip.value is None:
        raise ValueError(f"{flip} has neither a threshold nor a value of a question")
    return f"{flip.answer} is {show_answer(flip.value, question)}"


def flips_json(flips: Iterable[Flip]) -> dict[str, Any]:
    """``flips`` as the file contract has them: a threshold and a side, or another value."""
    found = []
    for flip in flips:
        change = {"at": flip.at, "side": flip.side} if flip.at is not None else {"value": _plain(flip.value)}
        found.append(
            {"decision": flip.decision, "from": flip.before, "to": flip.after, "answer": flip.answer, **change}
        )
    return {"flips": found}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _moved(before: Recommendation, after: Recommendation) -> list[tuple[str, str | None, str | None]]:
    return [
        (name, advice.option, after.decisions[name].option)
        for name, advice in before.decisions.items()
        if advice.option != after.decisions[name].option
    ]


def _title(knowledge: KnowledgeBase, decision: str, option: str | None) -> str:
    return "does not apply" if option is None else knowledge.decisions[decision].options[option].title
