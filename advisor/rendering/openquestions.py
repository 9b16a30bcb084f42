"""Open questions with what their answers are worth, in words."""

from __future__ import annotations

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import OpenQuestion
from advisor.rendering import wording

HOW_MUCH = (
    "The first is worth most: by how many decisions its answer changes, by what keeping today's one would lose "
    "once it is known, and by what it tells, in bits (the answer to a fair yes or no tells 1)."
)


def worth_text(question: OpenQuestion, knowledge: KnowledgeBase) -> str:
    """What the answer is worth, as a sentence."""
    told = f"it tells {bits_text(question)} bits"
    if question.decisions:
        titles = [wording.plain(knowledge.decisions[name].title) for name in question.decisions]
        told += f", mostly about {wording.listing(titles)}"
    if not question.chance:
        return f"No answer changes the recommendation by itself; {told}."
    return (
        f"{chance_text(question)} likely to change the recommendation, by {changes_text(question)} decisions on "
        f"average over all answers; {told}."
    )


def row(question: OpenQuestion, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """Id, chance of a change, expected changes, bits, and the decisions that it tells most of, in few letters."""
    told = ", ".join(wording.plain(knowledge.decisions[name].short) for name in question.decisions)
    return (question.question, chance_text(question), changes_text(question), bits_text(question), told)


def chance_text(question: OpenQuestion) -> str:
    """The chance that the answer changes any decision."""
    return wording.percent(question.chance)


def changes_text(question: OpenQuestion) -> str:
    """The expected number of decisions changed, to one decimal; a smaller one that is not nothing as such."""
    return "under 0.1" if 0 < question.changes < 0.05 else f"{question.changes:.1f}"


def bits_text(question: OpenQuestion) -> str:
    """Bits to two decimals; fewer that are not nothing as such."""
    return "under 0.01" if 0 < question.bits < 0.005 else f"{question.bits:.2f}"
