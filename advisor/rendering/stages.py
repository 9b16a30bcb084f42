"""The staged plan: what suffices first, and the measured value at which each heavier option is due."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.study import Study
from advisor.rendering import wording
from advisor.rendering.revisits import FARTHEST, distance, is_near
from advisor.requirements.system import System


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
class Turn:
    """A decision that goes to a heavier option.

    Attributes:
        title: of the decision.
        start: title of the option before; ``None`` where the decision was not needed.
        later: title of the heavier option.
    """

    title: str
    start: str | None
    later: str


@dataclass(frozen=True)
class Step:
    """One threshold and all that it turns.

    Attributes:
        measure: id of the requirement to watch.
        condition: when the step is due: ``rises above 300/s``.
        today: what was answered.
    """

    measure: str
    condition: str
    today: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Stages:
    """The plan.

    Attributes:
        lighter: what differs from the recommendation at first; empty where the recommendation is the simplest.
        effort: sum over the options of the first stage, each 0 to 3.
        recommended_effort: the same of the recommendation.
        loss: odds that the first stage loses to the recommendation.
        steps: the nearest threshold first, without those that are further than ``FARTHEST`` from today.
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

    near = {move: distance(system, move.answer, move.at) for move in study.moves}
    due = [move for move in study.moves if is_near(near[move])]
    turns: dict[tuple[str, str, str], list[Turn]] = {}
    for move in sorted(due, key=lambda move: near[move]):
        today = wording.stated(move.answer, system, knowledge) or "not answered"
        condition = wording.crossing(move.side, move.at, knowledge.questions[move.answer].unit, today)
        turn = Turn(title(move.decision), option(move.decision, move.option), str(option(move.decision, move.heavier)))
        turns.setdefault((move.answer, condition, today), []).append(turn)
    moved = {move.decision for move in due}
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
        steps=tuple(Step(*key, tuple(found)) for key, found in turns.items()),
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
    return f"{item.title}: {item.start or 'not needed yet'}{later}"


def unmeasured_in_words(stages: Stages) -> str:
    """For which decisions nothing measured says when to go on; empty where something does for all."""
    titles = [item.title for item in stages.lighter if item.later and not item.measured]
    return f"No single measured number says when to go on with {wording.listing(titles)}." if titles else ""


def step_in_words(step: Step) -> str:
    """When one step is due and where it leads."""
    turns = [f"{turn.title} goes{f' from {turn.start}' if turn.start else ''} to {turn.later}" for turn in step.turns]
    return f"{step.measure} {step.condition} (today: {step.today}): {'; '.join(turns)}."


def nothing_in_words() -> str:
    """What the plan says where no threshold is near."""
    return f"No single measured number within {FARTHEST:.0f} times that of today calls for a heavier option."
