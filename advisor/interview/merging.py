"""The answers of several respondents as one system, and what hangs on their differences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.answers import Answer, Range
from advisor.interview.steps import Questionnaire, Step
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Question
from advisor.reasoning.compiled import compiled
from advisor.reasoning.solution import solve
from advisor.requirements.answers import contradictions
from advisor.requirements.system import System

Options = Mapping[str, str | None]


@dataclass(frozen=True)
class Difference:
    """One question that respondents answer differently.

    Attributes:
        step: the question, which may be a priority.
        answers: of those who answered it, by respondent.
        merged: what the merged system says; ``None`` where the question stays open.
        decisions: the option recommended with each respondent's answer, for each decision on which that differs;
            everything else as merged. ``None`` where the decision falls away or no architecture is left.
    """

    step: Step
    answers: Mapping[str, Answer]
    merged: Answer | None
    decisions: Mapping[str, Options]


@dataclass(frozen=True)
class Merger:
    """Several respondents' answers in one.

    Attributes:
        system: every answer that nobody contradicts; a number that is contradicted as the range of all, a priority as
            their mean; what else differs stays open.
        differences: in the order of the questionnaire, those that change a decision first.
        contradictions: answers that exceed another respondent's answer to the question that bounds them, with why.
            Neither of the two is in ``system``.
        fixed: decisions that respondents say are taken, with different options: by decision, by respondent. None of
            them is fixed in ``system``.
        decisions: for each decision the option recommended from each respondent's answers, filled up with those of
            the others, where that differs.
    """

    system: System
    differences: tuple[Difference, ...]
    contradictions: Mapping[str, str]
    fixed: Mapping[str, Mapping[str, str]]
    decisions: Mapping[str, Options]


def merge(knowledge: KnowledgeBase, systems: Mapping[str, System]) -> Merger:
    """Merge the systems of respondents, who are named by the keys. The first one's name and purpose stand.

    Raises:
        ValueError: fewer than two respondents.
    """
    if len(systems) < 2:
        raise ValueError("a merger takes two systems or more")
    questionnaire = Questionnaire.of(knowledge)
    steps = [step for step in questionnaire.steps if step.section in ("requirements", "priorities")]
    first = next(iter(systems.values()))
    merged = System(
        first.name,
        next((system.purpose for system in systems.values() if system.purpose), ""),
        unknown=frozenset().union(*(system.unknown for system in systems.values())),
    )
    contradicted: list[tuple[Step, dict[str, Answer]]] = []
    for step in steps:
        given = _given(step, systems)
        if given:
            merged = _put(step, merged, _joined(step, list(given.values())))
        if len(set(given.values())) > 1:
            contradicted.append((step, given))
    contradictory = {name: why.fault for name, why in contradictions(merged.requirements, knowledge.questions)}
    merged = _coherent(merged, knowledge.questions, kept=())
    taken = {name: _taken(name, systems) for name in knowledge.decisions}
    agreed = {name: next(iter(given.values())) for name, given in taken.items() if len(set(given.values())) == 1}
    measured = {name: found for system in systems.values() for name, found in system.measured.items()}
    merged = questionnaire.without_closed(replace(merged, fixed=agreed, measured=measured))

    def recommended(answers: Mapping[str, System]) -> dict[str, Options]:
        return _differing({name: _chosen(knowledge, system) for name, system in answers.items()})

    def beside(system: System, kept: Collection[str]) -> System:
        return questionnaire.without_closed(_coherent(system, knowledge.questions, kept))

    differences = [
        Difference(
            step,
            given,
            step.answer_in(merged),
            recommended({name: beside(step.record(merged, answer), (step.id,)) for name, answer in given.items()}),
        )
        for step, given in contradicted
    ]
    own = {name: beside(_over(merged, system), system.requirements) for name, system in systems.items()}
    return Merger(
        merged,
        tuple(sorted(differences, key=lambda difference: not difference.decisions)),
        contradictory,
        {name: given for name, given in taken.items() if len(set(given.values())) > 1},
        recommended(own),
    )


def fill(questionnaire: Questionnaire, system: System, other: System) -> tuple[System, dict[str, tuple[Any, Any]]]:
    """``system`` with what only ``other`` answers, and where they differ both answers by question; the first stands.

    What only ``other`` answers and can't be beside an answer of ``system`` stays open: its first answer is ``None``.
    """
    filled = replace(
        system,
        name=system.name or other.name,
        purpose=system.purpose or other.purpose,
        requirements={**other.requirements, **system.requirements},
        priorities={**other.priorities, **system.priorities},
        fixed={**other.fixed, **system.fixed},
        unknown=system.unknown | other.unknown,
        measured={**other.measured, **system.measured},
    )
    differing: dict[str, tuple[Any, Any]] = {
        step.id: (ours, theirs)
        for step in questionnaire.steps
        if not step.parts
        and (ours := step.answer_in(system)) is not None
        and (theirs := step.answer_in(other)) is not None
        and step.section != "name"
        and ours != theirs
    }
    differing |= {
        name: (option, other.fixed[name])
        for name, option in system.fixed.items()
        if name in other.fixed and other.fixed[name] != option
    }
    questions = {step.id: step.question for step in questionnaire.steps if step.section == "requirements"}
    coherent = _coherent(filled, questions, kept=system.requirements)
    left_open = filled.requirements.keys() - coherent.requirements
    differing |= {name: (None, other.requirements[name]) for name in sorted(left_open)}
    return questionnaire.without_closed(coherent), differing


# --- parts ---


def _given(step: Step, systems: Mapping[str, System]) -> dict[str, Answer]:
    answers = {name: step.answer_in(system) for name, system in systems.items()}
    return {name: answer for name, answer in answers.items() if answer is not None}


def _taken(decision: str, systems: Mapping[str, System]) -> dict[str, str]:
    return {name: system.fixed[decision] for name, system in systems.items() if decision in system.fixed}


def _joined(step: Step, answers: Sequence[Answer]) -> Answer | None:
    """One answer for several; ``None`` where nothing stands between them."""
    if len(set(answers)) == 1:
        return answers[0]
    numbers = [end for answer in answers for end in _ends(answer)]
    if not numbers:
        return None
    if step.section == "priorities":
        return sum(numbers) / len(numbers)
    return Range(min(numbers), max(numbers))


def _ends(answer: Answer) -> tuple[float, ...]:
    if isinstance(answer, Range):
        return answer.low, answer.high
    return (answer,) if isinstance(answer, (int, float)) and not isinstance(answer, bool) else ()


def _put(step: Step, system: System, answer: Answer | None) -> System:
    """``system`` with an answer; a question that stays open is no longer unknown to all."""
    return step.record(system, answer) if answer is not None else replace(system, unknown=system.unknown - {step.id})


def _coherent(system: System, questions: Mapping[str, Question], kept: Collection[str]) -> System:
    """``system`` without answers of which one exceeds the other, save those that are ``kept``."""
    exceeding = {name for name, _ in contradictions(system.requirements, questions)}
    gone = (exceeding | {questions[name].at_most for name in exceeding}) - set(kept)
    return replace(
        system, requirements={name: answer for name, answer in system.requirements.items() if name not in gone}
    )


def _over(merged: System, own: System) -> System:
    """What one respondent says, and where they are silent what the merged system says."""
    return replace(
        merged,
        requirements={**merged.requirements, **own.requirements},
        priorities={**merged.priorities, **own.priorities},
        fixed={**merged.fixed, **own.fixed},
    )


def _chosen(knowledge: KnowledgeBase, system: System) -> Options:
    return solve(compiled(knowledge), system).chosen


def _differing(chosen: Mapping[str, Options]) -> dict[str, Options]:
    """By decision the options of all, where they are not the same."""
    decisions = next(iter(chosen.values()))
    by_decision = {name: {who: options[name] for who, options in chosen.items()} for name in decisions}
    return {name: options for name, options in by_decision.items() if len(set(options.values())) > 1}
