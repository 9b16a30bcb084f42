"""Where an interview stands: what would be recommended now, how sure that is, and what each open answer is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.interview.composite import value_of_parts
from advisor.interview.steps import Step, composite_steps
from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.compiled import compiled
from advisor.reasoning.conflicts import Conflict
from advisor.reasoning.information import AnswerValue, values_of_answers
from advisor.reasoning.solution import solve
from advisor.recommendation.recommendation import OPEN_BELOW
from advisor.requirements.system import System

_WORTH_STAYING = 0.5
"""A question of the group at hand goes first when it is worth at least this share of the best of all."""


@dataclass(frozen=True)
class Outlook:
    """What the answers so far amount to.

    Attributes:
        options: the option recommended now, of each decision that applies.
        certainty: its probability, 0 to 1.
        values: what each open answer is worth, by the id of its step.
        conflicts: why no architecture is left; empty when one is.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    certainty: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, AnswerValue] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        """Decisions that are too close to call."""
        return tuple(name for name, share in self.certainty.items() if share < OPEN_BELOW)

    def is_settled(self, steps: Sequence[Step]) -> bool:
        """Whether no single answer to one of ``steps`` would change a recommended option."""
        return not any(self.values[step.id].changes for step in steps if step.id in self.values)

    def next_of(self, steps: Sequence[Step], group: str) -> Step | None:
        """The step to ask next, ``None`` when no answer tells anything.

        The one whose answer is worth most, unless one of the same group is worth nearly as much: people answer
        faster while the subject stays. Steps of which nothing can be said are left for last.
        """
        ranked = sorted(
            (step for step in steps if step.id in self.values and self.values[step.id].worth > 0),
            key=lambda step: -round(self.values[step.id].worth, 6),
        )
        if not ranked:
            return None
        least = _WORTH_STAYING * self.values[ranked[0].id].worth
        near = (step for step in ranked if step.group == group and self.values[step.id].worth >= least)
        return next(near, ranked[0])


Guide = Callable[[System], Outlook]
"""From the answers so far to where the interview stands."""


def guide_of(knowledge: KnowledgeBase) -> Guide:
    """A guide by the engine; it remembers the last outlook, which is asked for several times a question.

    "Don't know" leaves everything as it is, so that the next question comes at once.
    """
    last: list[tuple[tuple[object, ...], Outlook]] = []
    composites = composite_steps(knowledge)

    def guide(system: System) -> Outlook:
        told = (system.requirements, system.priorities, system.fixed)
        if not last or last[0][0] != told:
            last[:] = [(told, _outlook(knowledge, composites, system))]
        return last[0][1]

    return guide


def _outlook(knowledge: KnowledgeBase, composites: Sequence[Step], system: System) -> Outlook:
    model = compiled(knowledge)
    solution = solve(model, system)
    if not solution.feasible:
        from advisor.reasoning.conflicts import find_conflicts

        return Outlook(conflicts=find_conflicts(model, system))
    options = {name: option for name, option in solution.chosen.items() if option is not None}
    values = values_of_answers(model, system, solution.situation)
    return Outlook(
        options,
        {name: solution.probabilities[name][option] for name, option in options.items() if name not in system.fixed},
        values | _values_together(composites, values),
    )


def _values_together(composites: Sequence[Step], values: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    """What the answer to each composite step is worth that asks for anything of worth."""
    parts = {step.id: {part.name: values[part.id] for part in step.parts if part.id in values} for step in composites}
    return {name: value_of_parts(name, found) for name, found in parts.items() if found}
