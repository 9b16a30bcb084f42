"""What a run did to the decision records of a folder, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Recommendation
from advisor.records.life import Plan
from advisor.rendering import wording

if TYPE_CHECKING:
    from advisor.records.record import Record


def record_changes(
    plan: Plan, earlier: Iterable[Record], recommendation: Recommendation, knowledge: KnowledgeBase
) -> list[str]:
    """One sentence for each record that is new or goes out of force; one that says so where none is.

    Args:
        earlier: the records as they were before the run; nothing is said of a folder that had none.
    """
    before = {record.file: record for record in earlier}
    if not before:
        return []
    after = {record.file: record for record in plan.earlier}
    told = [*_new(plan, after, recommendation, knowledge), *_gone(plan, before, after, knowledge)]
    return told or ["No decision came out otherwise: the records stand as they are."]


def _new(
    plan: Plan, after: Mapping[str, Record], recommendation: Recommendation, knowledge: KnowledgeBase
) -> Iterator[str]:
    for decision, entry in plan.entries.items():
        if not entry.new:
            continue
        title = wording.plain(knowledge.decisions[decision].title)
        option = _option(knowledge, decision, recommendation.decisions[decision].option)
        old = after.get(entry.supersedes or "")
        if old is None:
            yield f"{entry.file} is new: {title}, {option}."
        elif old.status == "accepted":
            was = _option(knowledge, decision, old.option)
            yield (
                f"{entry.file} proposes {option} for {title}. {old.file} was accepted: {was} stays in force until you "
                "accept the new one."
            )
        else:
            was = _option(knowledge, decision, old.option)
            yield f"{entry.file} supersedes {old.file}: {title}, {option} instead of {was}."


def _gone(
    plan: Plan, before: Mapping[str, Record], after: Mapping[str, Record], knowledge: KnowledgeBase
) -> Iterator[str]:
    for file, record in after.items():
        if record.status == "deprecated" and before[file].status != "deprecated" and record.decision is not None:
            known = knowledge.decisions.get(record.decision)
            title = wording.plain(known.title) if known else record.decision
            standing = plan.entries.get(record.decision)
            why = f"{standing.file} holds again" if standing else f"{title} does not apply any more"
            yield f"{file} is deprecated: {why}."


def _option(knowledge: KnowledgeBase, decision: str, option: str | None) -> str:
    known = knowledge.decisions[decision].options.get(option or "")
    return wording.plain(known.title) if known else str(option)
