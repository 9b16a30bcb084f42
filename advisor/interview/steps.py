"""What is asked, in which order, and where each answer goes.

The steps are the name and the purpose of the system, the questions of the rule base group by group, and the priority
of each quality. For people some of them are put together in one question, which one line answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from advisor.answers import Answer
from advisor.conditions import Condition, Vocabulary, holds
from advisor.interview.composite import Composite, answers_of, statements_of
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.schema import Answers, Choice, Quality, Question, Together
from advisor.requirements.system import Measurement, System
from advisor.requirements.wording import show_answer, show_stated, typed


@dataclass(frozen=True)
class Step:
    """One thing that is asked.

    Attributes:
        id: the question's id; ``name``, ``purpose``, ``priorities.<quality>``; the id of what is asked together.
        section: where the answer goes in the system file; ``together`` for where its parts' answers go.
        group: title of the group it is asked in.
        asked_when: condition that must not be false; ``None`` for always.
        parts: the steps that this one asks together, which can still be edited and gone to by themselves.
    """

    id: str
    section: Literal["name", "purpose", "requirements", "priorities", "together"]
    group: str
    question: Question
    asked_when: Condition | None = None
    parts: tuple[Step, ...] = ()

    def answer_in(self, system: System) -> Answer | None:
        """The answer that ``system`` has; ``None`` when it has none."""
        match self.section:
            case "requirements":
                return system.requirements.get(self.id)
            case "priorities":
                return system.priorities.get(self.name)
            case "together":
                answers = {part.name: part.answer_in(system) for part in self.parts}
                return statements_of({name: one for name, one in answers.items() if one is not None}) or None
            case "name" | "purpose":
                return (system.name if self.section == "name" else system.purpose) or None

    def settled_in(self, system: System) -> bool:
        """Whether ``system`` answers this step or says that the answer is not known.

        What is asked together is settled with all its parts; qualities are, once one is rated: the others are neutral.
        """
        if self.parts:
            settled = [part.settled_in(system) for part in self.parts]
            return any(settled) and (all(settled) or self.parts[0].section == "priorities")
        return self.answer_in(system) is not None or self.id in system.unknown

    def shown_in(self, system: System) -> str:
        """The answer that ``system`` has as a reader sees it, with its origin where it was measured; empty for none."""
        if self.parts:
            return ", ".join(f"{part.name} {said}" for part in self.parts if (said := part.said_in(system)))
        answer = self.answer_in(system)
        if answer is None:
            return ""
        if self.section == "requirements":
            return show_stated(self.id, system, self.question)
        return show_answer(answer, self.question)

    def said_in(self, system: System) -> str:
        """The answer that ``system`` has as a line says it that answers several: numbers with unit; empty for none."""
        answer = self.answer_in(system)
        if answer is None:
            return ""
        return show_answer(answer, self.question) if self.question.answers is Answers.NUMBER else typed(answer)

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
                changes = {"priorities": _with(system.priorities, self.name, answer)}
            case "together":
                return self._record_parts(system, answer)
            case "name" | "purpose":
                changes = {self.section: answer or ""}
        return replace(system, **changes)

    @property
    def name(self) -> str:
        """What a line calls it that answers several steps: its id, of a priority that of the quality."""
        return self.id.removeprefix(PRIORITY_PREFIX)

    def open_parts(self, system: System) -> tuple[Step, ...]:
        """The parts whose answers are asked for; none once the step is settled."""
        return () if self.settled_in(system) else tuple(part for part in self.parts if not part.settled_in(system))

    @property
    def named(self) -> Mapping[str, Question]:
        """The questions of the parts by name."""
        return {part.name: part.question for part in self.parts}

    @property
    def composite(self) -> Composite:
        """The parts as one line answers them."""
        return Composite(self.question.choices, self.named, rated=self.parts[0].section == "priorities")

    def answers_within(self, answer: Answer) -> dict[str, Answer | None]:
        """What an answer to what is asked together says of each part that it names; ``None`` for not known."""
        return answers_of(answer, self.named) if isinstance(answer, tuple) else {}

    def _record_parts(self, system: System, answer: Answer | None) -> System:
        """Each part's answer; a part that is left out keeps the one it has, or is not known."""
        said = self.answers_within(answer) if answer is not None else dict.fromkeys(self.named)
        for part in self.parts:
            if part.name in said or not part.settled_in(system):
                system = part.record(system, said.get(part.name))
        return system


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
        """The questionnaire of a rule base, which asks for all priorities, and for facts that go together, at once."""
        every = cls.of(knowledge)
        return cls((*every.steps, *composite_steps(knowledge)), knowledge.vocabulary)

    def asked(self, system: System) -> tuple[Step, ...]:
        """The questions that make sense under the answers of ``system``, those that are asked together as one."""
        return self._put(system, [step for step in self._composites(system) if len(step.parts) > 1])

    def open(self, system: System) -> tuple[Step, ...]:
        """The questions that make sense and are not settled; a single one that is left of several is asked alone."""
        together = [step for step in self._composites(system) if len(step.open_parts(system)) != 1]
        return tuple(step for step in self._put(system, together) if not step.settled_in(system))

    def makes_sense(self, step: Step, system: System) -> bool:
        """Whether to ask for it at all. Not to be known whether a question makes sense is a reason to ask it."""
        if step.parts:
            return any(self.makes_sense(part, system) for part in step.parts)
        return step.asked_when is None or holds(step.asked_when, system.requirements, self.vocabulary) is not False

    def narrowed(self, step: Step, system: System) -> Step:
        """``step`` with those of its parts only that make sense."""
        kept = tuple(part for part in step.parts if self.makes_sense(part, system))
        if len(kept) in (0, len(step.parts)):
            return step
        choices = {part.name: step.question.choices[part.name] for part in kept}
        return replace(step, parts=kept, question=step.question.model_copy(update={"choices": choices}))

    def record(self, system: System, step: Step, answer: Answer | None, origin: str = "") -> System:
        """``system`` with ``answer`` to ``step``, and without the answers to questions that make no sense any more."""
        return self.without_closed(self.narrowed(step, system).record(system, answer, origin))

    def without_closed(self, system: System) -> System:
        """``system`` without the answers to questions that make no sense under its other answers."""
        while True:
            asked = {one.id for one in self.steps if self.makes_sense(one, system)}
            kept = {name: value for name, value in system.requirements.items() if name in asked}
            unknown = system.unknown & asked
            if len(kept) == len(system.requirements) and unknown == system.unknown:
                return system
            system = replace(system, requirements=kept, unknown=unknown)

    def next_open(self, after: int, system: System) -> int:
        """Position of the first step behind ``after`` that makes sense and is not settled; else the number of steps."""
        asked = {step.id for step in self.open(system)}
        return next((at for at in range(after + 1, len(self.steps)) if self.steps[at].id in asked), len(self.steps))

    def _composites(self, system: System) -> list[Step]:
        return [self.narrowed(step, system) for step in self.steps if step.parts]

    def _put(self, system: System, together: Sequence[Step]) -> tuple[Step, ...]:
        """The steps that make sense, of composite ones only ``together``, without the parts of these."""
        composites = {step.id: step for step in together}
        inside = {part.id for step in together for part in step.parts}
        return tuple(
            composites.get(step.id, step)
            for step in self.steps
            if step.id not in inside and (not step.parts or step.id in composites) and self.makes_sense(step, system)
        )


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


PRIORITIES = "priorities"
"""The id of the question that asks for all of them."""

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


def composite_steps(knowledge: KnowledgeBase) -> tuple[Step, ...]:
    """The questions that one line answers: facts that go together, and what matters."""
    single = {step.id: step for step in _requirement_steps(knowledge)}
    facts = (
        Step(name, "together", group.title, _question_of(together, single), None, _those(together, single))
        for group in knowledge.groups.values()
        for name, together in group.together.items()
    )
    rated = priority_steps(knowledge.qualities)
    return (*facts, Step(PRIORITIES, "together", _PRIORITIES_GROUP, _rating(knowledge.qualities), None, rated))


def _those(together: Together, single: Mapping[str, Step]) -> tuple[Step, ...]:
    return tuple(single[name] for name in together.questions)


def _question_of(together: Together, single: Mapping[str, Step]) -> Question:
    return Question(
        ask=together.ask,
        help=f"{together.help} What you leave out is not known.",
        why=together.why,
        example=together.example,
        answers=Answers.CHOICES,
        choices={
            name: Choice(label=label, help=single[name].question.ask) for name, label in together.questions.items()
        },
    )


def _rating(qualities: Mapping[str, Quality]) -> Question:
    example = "accuracy 5, cost 4"
    return Question(
        ask=f"What matters most? Rate what does, from 0 (not at all) to 5 (decisive), such as: {example}.",
        help="What you leave out counts as 2, neither here nor there; a quality without a number counts as 4.",
        why="It decides between options that the facts leave close to each other.",
        example=f"{example}: every point of accuracy is money, and the budget is small",
        answers=Answers.CHOICES,
        choices={name: Choice(label=quality.label, help=quality.help) for name, quality in qualities.items()},
    )
