"""What is asked, in which order, and where each answer goes.

The steps are the name and the purpose of the system, the questions of the rule base group by group, and the priority
of each quality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from advisor.answers import Answer
from advisor.conditions import Condition, Vocabulary, holds
from advisor.interview.ratings import PRIORITIES, priorities_of, question_of_priorities, ratings_of
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.schema import Answers, Quality, Question
from advisor.requirements.system import Measurement, System
from advisor.requirements.wording import show_answer, show_stated


@dataclass(frozen=True)
class Step:
    """One thing that is asked.

    Attributes:
        id: the question's id; ``name``, ``purpose``, ``priorities.<quality>``, or ``priorities`` for all at once.
        section: where the answer goes in the system file.
        group: title of the group it is asked in.
        asked_when: condition that must not be false; ``None`` for always.
    """

    id: str
    section: Literal["name", "purpose", "requirements", "priorities", "ratings"]
    group: str
    question: Question
    asked_when: Condition | None = None

    def answer_in(self, system: System) -> Answer | None:
        """The answer that ``system`` has; ``None`` when it has none."""
        match self.section:
            case "requirements":
                return system.requirements.get(self.id)
            case "priorities":
                return system.priorities.get(self._quality)
            case "ratings":
                return ratings_of(system.priorities, self.question) or None
            case "name" | "purpose":
                return (system.name if self.section == "name" else system.purpose) or None

    def settled_in(self, system: System) -> bool:
        """Whether ``system`` answers this step or says that the answer is not known."""
        return self.answer_in(system) is not None or self.id in system.unknown

    def shown_in(self, system: System) -> str:
        """The answer that ``system`` has as a reader sees it, with its origin where it was measured; empty for none."""
        answer = self.answer_in(system)
        if answer is None:
            return ""
        if self.section == "requirements":
            return show_stated(self.id, system, self.question)
        return self.shown(answer)

    def shown(self, answer: Answer) -> str:
        """``answer`` as a reader sees it."""
        if self.section == "ratings" and isinstance(answer, tuple):
            return ", ".join(answer)
        return show_answer(answer, self.question)

    def record(self, system: System, answer: Answer | None, origin: str = "") -> System:
        """``system`` with ``answer`` to this step, ``None`` for not known; ``origin`` is what measured it, if any."""
        changes: dict[str, Any]
        match self.section:
            case "requirements":
                changes = {
                    "requirements": _with(system.requirements, self.id, answer),
                    "measured": _with(
                        system.measured, self.id, Measurement(answer, origin) if origin and answer is not None else None
                    ),
                    "unknown": system.unknown - {self.id} if answer is not None else system.unknown | {self.id},
                }
            case "priorities":
                changes = {"priorities": _with(system.priorities, self._quality, answer)}
            case "ratings":
                changes = {"priorities": priorities_of(answer) if isinstance(answer, tuple) else {}}
            case "name" | "purpose":
                changes = {self.section: answer or ""}
        return replace(system, **changes)

    @property
    def _quality(self) -> str:
        return self.id.removeprefix(PRIORITY_PREFIX)


@dataclass(frozen=True)
class Questionnaire:
    """All steps in their order, and the vocabulary that their conditions are written in."""

    steps: tuple[Step, ...]
    vocabulary: Vocabulary

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Questionnaire:
        """The questionnaire of a rule base, which asks for every priority by itself."""
        steps = (*OPENING_STEPS, *_requirement_steps(knowledge), *priority_steps(knowledge.qualities))
        return cls(steps, knowledge.vocabulary)

    @classmethod
    def for_people(cls, knowledge: KnowledgeBase) -> Questionnaire:
        """The questionnaire of a rule base, which asks for all priorities at once."""
        rating = Step(PRIORITIES, "ratings", _PRIORITIES_GROUP, question_of_priorities(knowledge.qualities))
        return cls((*OPENING_STEPS, *_requirement_steps(knowledge), rating), knowledge.vocabulary)

    def asked(self, system: System) -> tuple[Step, ...]:
        """The steps that make sense under the answers of ``system``."""
        return tuple(step for step in self.steps if self._makes_sense(step, system))

    def record(self, system: System, step: Step, answer: Answer | None, origin: str = "") -> System:
        """``system`` with ``answer`` to ``step``, and without the answers to questions that make no sense any more."""
        return self.without_closed(step.record(system, answer, origin))

    def without_closed(self, system: System) -> System:
        """``system`` without the answers to questions that make no sense under its other answers."""
        while True:
            asked = {one.id for one in self.asked(system)}
            kept = {name: value for name, value in system.requirements.items() if name in asked}
            unknown = system.unknown & asked
            if len(kept) == len(system.requirements) and unknown == system.unknown:
                return system
            system = replace(system, requirements=kept, unknown=unknown)

    def next_open(self, after: int, system: System) -> int:
        """Position of the first step behind ``after`` that makes sense and is not settled; else the number of steps."""
        for at in range(after + 1, len(self.steps)):
            if self._makes_sense(self.steps[at], system) and not self.steps[at].settled_in(system):
                return at
        return len(self.steps)

    def _makes_sense(self, step: Step, system: System) -> bool:
        """Not to be known whether a question makes sense is a reason to ask it."""
        return step.asked_when is None or holds(step.asked_when, system.requirements, self.vocabulary) is not False


def _requirement_steps(knowledge: KnowledgeBase) -> tuple[Step, ...]:
    return tuple(
        Step(name, "requirements", group.title, question, knowledge.asked_when.get(name))
        for group in knowledge.groups.values()
        for name, question in group.questions.items()
    )


def _with(entries: Mapping[str, Any], name: str, answer: Answer | Measurement | None) -> dict[str, Any]:
    others = {key: value for key, value in entries.items() if key != name}
    return others if answer is None else {**others, name: answer}


# --- what is asked besides the rule base's questions -------------------------------------------------


OPENING_STEPS = (
    Step(
        "name",
        "name",
        "The system",
        Question(
            ask="What is the system called?",
            help="A short name; files and pictures are titled with it.",
            why="It tells this system from your others.",
            example="checkout-fraud: the fraud score at a shop's checkout",
            answers=Answers.TEXT,
        ),
    ),
    Step(
        "purpose",
        "purpose",
        "The system",
        Question(
            ask="Who uses the predictions, and for what?",
            help="One or two sentences for a reader who does not know the system.",
            why="It opens the report and the decision records.",
            example="The shop stops payments with stolen cards: whoever reads the report learns why the system exists",
            answers=Answers.TEXT,
        ),
    ),
)
"""The name and the purpose of the system."""


_PRIORITIES_GROUP = "What matters"


def priority_steps(qualities: Mapping[str, Quality]) -> tuple[Step, ...]:
    """One step a quality: how much it matters."""
    return tuple(
        Step(PRIORITY_PREFIX + name, "priorities", _PRIORITIES_GROUP, _priority_question(quality))
        for name, quality in qualities.items()
    )


def _priority_question(quality: Quality) -> Question:
    return Question(
        ask=f"{quality.label}: how much does it matter, from 0 (not at all) to 5 (decisive)?",
        help=f"{quality.help} What you leave open counts as 2, neither here nor there.",
        why="It decides between options that the facts leave close to each other.",
        example="4: nearly as important as anything else",
        answers=Answers.NUMBER,
        unit="count",
        minimum=0,
        maximum=GREATEST_PRIORITY,
    )
