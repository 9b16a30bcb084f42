"""The staged plan: what suffices first, and the measured value at which each heavier option is due."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.study import Study
from advisor.rendering import wording
from advisor.rendering.first_screen import distance
from advisor.requirements.system import System
from advisor.units import show_quantity


@dataclass(frozen=True)
class Lighter:
    """A decision that can be taken more simply at first.

    Attributes:
        decision: id.
        start: title of the option to begin with; ``None`` where the decision is not needed yet.
        later: title of the recommended option; ``None`` where only the simpler architecture needs the decision.
        measured: whether a threshold of one measured number says when to go on.
    """

    decision: str
    title: str
    start: str | None
    later: str | None
    measured: bool


@dataclass(frozen=True)
class Step:
    """One step to a heavier option.

    Attributes:
        measure: id of the requirement to watch.
        condition: when the step is due: ``rises above 300/s``.
        today: what was answered.
    """

    decision: str
    title: str
    start: str | None
    later: str
    measure: str
    condition: str
    today: str


@dataclass(frozen=True)
class Stages:
    """The plan.

    Attributes:
        lighter: what differs from the recommendation at first; empty where the recommendation is the simplest.
        effort: sum over the options of the first stage, each 0 to 3.
        recommended_effort: the same of the recommendation.
        loss: odds that the first stage loses to the recommendation.
        steps: the nearest threshold first.
    """

    lighter: tuple[Lighter, ...]
    effort: int
    recommended_effort: int
    loss: str
    steps: tuple[Step, ...]


def stages_of(study: Study, system: System, knowledge: KnowledgeBase) -> Stages:
    """The plan that follows from the simplest sufficient architecture and the moves on from it."""
    simplest = study.simplest

    def option(decision: str, name: str | None) -> str | None:
        return None if name is None else wording.plain(knowledge.decisions[decision].options[name].title)

    def title(decision: str) -> str:
        return wording.plain(knowledge.decisions[decision].title)

    steps = []
    for move in study.moves:
        verb = "rises above" if move.side == "above" else "falls below"
        condition = f"{verb} {show_quantity(move.at, knowledge.questions[move.answer].unit or 'count')}"
        step = Step(
            move.decision,
            title(move.decision),
            option(move.decision, move.option),
            str(option(move.decision, move.heavier)),
            move.answer,
            condition,
            wording.stated(move.answer, system, knowledge) or "not answered",
        )
        steps.append((distance(system, move.answer, move.at), step))
    moved = {move.decision for move in study.moves}
    return Stages(
        lighter=tuple(
            Lighter(
                change.decision,
                title(change.decision),
                option(change.decision, change.simpler),
                option(change.decision, change.recommended),
                change.decision in moved,
            )
            for change in simplest.changes
        ),
        effort=simplest.effort,
        recommended_effort=simplest.recommended_effort,
        loss=wording.odds(simplest.loss),
        steps=tuple(step for _, step in sorted(steps, key=lambda pair: pair[0])),
    )


def first_in_words(stages: Stages) -> str:
    """What the first stage is; what differs from the recommendation follows it."""
    scale = "sum over the decisions, each 0 to 3"
    if not stages.lighter:
        return (
            "The recommendation is the simplest architecture that suffices: nothing lighter "
            f"(effort {stages.effort}, {scale}) loses as little."
        )
    return (
        f"First what suffices: an architecture of effort {stages.effort} instead of {stages.recommended_effort} "
        f"({scale}) satisfies every hard rule and falls behind by odds of {stages.loss}. "
        "It is the recommendation but for:"
    )


def lighter_in_words(item: Lighter) -> str:
    """One decision that can wait or be taken more simply."""
    later = f" before {item.later}" if item.later else ""
    unmeasured = "; no single measured number says when to go on" if item.later and not item.measured else ""
    return f"{item.title}: {item.start or 'not needed yet'}{later}{unmeasured}"


def step_in_words(step: Step) -> str:
    """When one step is due and where it leads."""
    start = f" from {step.start}" if step.start else ""
    return f"{step.measure} {step.condition} (today: {step.today}): {step.title} goes{start} to {step.later}."
