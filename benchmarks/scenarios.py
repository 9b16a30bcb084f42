"""Sheets of answers drawn at random from what the rule base expects, every one with the same seed everywhere."""

from __future__ import annotations

from random import Random

from advisor.answers import Answer
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.system import System


def systems(knowledge: KnowledgeBase, count: int, seed: int = 1, answered: float = 1.0) -> list[System]:
    """Systems whose questions are each answered with the chance ``answered``, 0 to 1; texts never are."""
    random = Random(seed)
    asked = {name: question for name, question in knowledge.questions.items() if question.answers != Answers.TEXT}
    return [
        System(
            f"random-{number}",
            requirements={
                name: _answer(question, random) for name, question in asked.items() if random.random() < answered
            },
            priorities={quality: float(random.randrange(6)) for quality in knowledge.qualities},
        )
        for number in range(count)
    ]


def _answer(question: Question, random: Random) -> Answer:
    prior = question.prior
    match question.answers:
        case Answers.BOOLEAN:
            return random.random() < 0.5
        case Answers.CHOICE:
            return random.choice(list(question.choices))
        case Answers.CHOICES:
            ticked = tuple(choice for choice in question.choices if random.random() < 0.4)
            return ticked or (next(iter(question.choices)),)
        case _:
            low, high = (prior.quantiles[0], prior.quantiles[-1]) if prior and prior.quantiles else (1.0, 100.0)
            return float(f"{low * (high / low) ** random.random() if low > 0 else random.uniform(low, high):.6g}")
