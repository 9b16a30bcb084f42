"""Why no architecture is left: the smallest sets of answers that conflict, and the smallest changes that help."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.answers import Answer, Range
from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.batches import optima
from advisor.reasoning.breakpoints import breakpoints, rounded_beyond
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities, encode
from advisor.reasoning.truth import YES
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer

_ROWS_AT_ONCE = 2048


@dataclass(frozen=True)
class Relaxation:
    """One change of one answer that is enough to leave a conflict."""

    answer: str
    to: Answer
    unit: str | None
    text: str


@dataclass(frozen=True)
class Conflict:
    """A smallest set of answers and fixed decisions that no architecture satisfies together."""

    answers: tuple[str, ...]
    decisions: tuple[str, ...]
    text: str
    relaxations: tuple[Relaxation, ...]


def feasible(model: Model, systems: Sequence[System]) -> list[bool]:
    """Whether any architecture satisfies what is known of each system; unknown answers exclude nothing."""
    found: list[bool] = []
    for start in range(0, len(systems), _ROWS_AT_ONCE):
        part = systems[start : start + _ROWS_AT_ONCE]
        batch = encode([answers_with_priorities(system, model.knowledge) for system in part], model.fields)
        share = (model.truths(batch) == YES).astype(float)
        fixed = np.concatenate([model.fixed(system.fixed) for system in part], axis=1)
        found.extend(optima(model, share, batch, fixed).possible.tolist())
    return found


def find_conflicts(model: Model, system: System) -> tuple[Conflict, ...]:
    """All minimal sets of answers and fixed decisions that leave no architecture; empty when there is one.

    A set is minimal when dropping any one of its members makes the rest satisfiable.
    """
    candidates = _candidates(model.knowledge, system)
    minimal: list[frozenset[str]] = []
    for size in range(1, len(candidates) + 1):
        subsets = [
            frozenset(subset)
            for subset in itertools.combinations(candidates, size)
            if not any(known <= frozenset(subset) for known in minimal)
        ]
        if not subsets:
            break
        verdicts = feasible(model, [_only(system, subset) for subset in subsets])
        minimal += [subset for subset, possible in zip(subsets, verdicts, strict=True) if not possible]
        if minimal and not _hitting_set_missing(minimal, candidates, model, system):
            break
    return tuple(_conflict(model, system, subset) for subset in minimal)


def _hitting_set_missing(
    minimal: Sequence[frozenset[str]], candidates: Sequence[str], model: Model, system: System
) -> bool:
    """Whether some set of candidates contains no known conflict and still leaves no architecture.

    Every largest set without a known conflict is the complement of a minimal hitting set of the conflicts; when all
    of them are satisfiable, every conflict has been found (Reiter 1987).
    """
    kept = [
        frozenset(candidates) - frozenset(hitting)
        for hitting in itertools.product(*(sorted(conflict) for conflict in minimal))
    ]
    return not all(feasible(model, [_only(system, subset) for subset in sorted(set(kept), key=sorted)]))


def _candidates(knowledge: KnowledgeBase, system: System) -> list[str]:
    """Answers that hard rules read, and fixed decisions, in a fixed order."""
    texts = [rule.when for rule in knowledge.rules.values() if rule.forbid]
    texts += [coupling.when for coupling in knowledge.couplings.values() if coupling.forbid]
    texts += [decision.applies_when for decision in knowledge.decisions.values()]
    read = {name for text in texts if text is not None for name in knowledge.conditions[text].fields}
    return [name for name in knowledge.questions if name in read and name in system.requirements] + [
        decision for decision in knowledge.decisions if decision in system.fixed
    ]


def _only(system: System, names: frozenset[str]) -> System:
    return replace(
        system,
        requirements={name: answer for name, answer in system.requirements.items() if name in names},
        fixed={name: option for name, option in system.fixed.items() if name in names},
    )


def _conflict(model: Model, system: System, names: frozenset[str]) -> Conflict:
    knowledge = model.knowledge
    answers = tuple(name for name in knowledge.questions if name in names)
    decisions = tuple(name for name in knowledge.decisions if name in names)
    said = [f"{name} = {_shown(knowledge, name, system.requirements[name])}" for name in answers]
    said += [f"{name} fixed to {system.fixed[name]}" for name in decisions]
    text = f"No architecture satisfies {' and '.join(said)}."
    relaxations = tuple(
        relaxation for name in (*answers, *decisions) if (relaxation := _relaxation(model, system, name, names))
    )
    return Conflict(answers, decisions, text, relaxations)


def _relaxation(model: Model, system: System, name: str, conflict: frozenset[str]) -> Relaxation | None:
    """The smallest change of one answer that leaves an architecture; enough for the whole system where that exists."""
    changes = list(_changes(model, system, name))
    for kept in (system, _only(system, conflict)):
        verdicts = feasible(model, [_changed(kept, name, value) for value in changes])
        for value, possible in zip(changes, verdicts, strict=True):
            if possible:
                return _worded(model.knowledge, system, name, value)
    return None


def _changed(system: System, name: str, value: Answer) -> System:
    if name in system.fixed:
        return replace(system, fixed={**system.fixed, name: str(value)})
    return replace(system, requirements={**system.requirements, name: value})


def _changes(model: Model, system: System, name: str) -> Iterator[Answer]:
    """Other values of one answer, the nearest first."""
    if name in system.fixed:
        yield from (o for o in model.knowledge.decisions[name].options if o != system.fixed[name])
        return
    field = model.fields.vocabulary[name]
    answer = system.requirements[name]
    if isinstance(answer, bool):
        yield not answer
    elif isinstance(answer, str):
        here = field.choices.index(answer)
        yield from sorted((c for c in field.choices if c != answer), key=lambda c: abs(field.choices.index(c) - here))
    elif isinstance(answer, tuple):
        yield from (tuple(c for c in field.choices if (c in answer) != (c == other)) for other in field.choices)
    else:
        yield from _numbers(model, system, name, answer)


def _numbers(model: Model, system: System, name: str, answer: float | Range) -> Iterator[float]:
    answers = answers_with_priorities(system, model.knowledge)
    low, high = (answer.low, answer.high) if isinstance(answer, Range) else (answer, answer)
    limits = breakpoints(name, model.conditions, answers, model.fields.vocabulary)
    raised = [rounded_beyond(limit, upwards=True) for limit in limits if limit > low]
    lowered = [rounded_beyond(math.nextafter(limit, -math.inf), upwards=False) for limit in limits if limit <= high]

    def distance(value: float) -> float:
        here = low if value > low else high
        return abs(math.log(value / here)) if value > 0 and here > 0 else math.inf

    yield from sorted({*raised, *lowered} - {low}, key=lambda value: (distance(value), value))


def _worded(knowledge: KnowledgeBase, system: System, name: str, value: Answer) -> Relaxation:
    if name in system.fixed:
        return Relaxation(name, value, None, f"take {value} instead of {system.fixed[name]} for {name}")
    answer, shown = system.requirements[name], _shown(knowledge, name, value)
    unit = knowledge.questions[name].unit
    before = _shown(knowledge, name, answer)
    if isinstance(answer, float | int | Range) and not isinstance(answer, bool):
        low = answer.low if isinstance(answer, Range) else answer
        bound = "at least" if float(value) > low else "at most"  # type: ignore[arg-type]
        return Relaxation(name, value, unit, f"change {name} from {before} to {bound} {shown}")
    return Relaxation(name, value, unit, f"change {name} from {before} to {shown}")


def _shown(knowledge: KnowledgeBase, name: str, value: Answer) -> str:
    return show_answer(value, knowledge.questions[name])
