"""What advice does as one answer moves along its axis: ``python -m benchmarks.shapes``.

More of a number, or the next of ordered choices, should move a decision one way. Where a decision leaves an option and
comes back to it, as from a stream to batches to a stream while data may be ever older, rules of that question pull
without knowing of each other. Weights that add up cannot exclude it, so it is looked for on real sheets.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from advisor.answers import Answer, Range
from advisor.cases import load_cases
from advisor.fitting.panel import read_panel
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.schema import Answers
from advisor.locations import knowledge_folder
from advisor.reasoning.cells import cells_of
from advisor.reasoning.compiled import compiled
from advisor.reasoning.model import Model
from advisor.reasoning.variants import Architecture, Variants
from advisor.reasoning.verify import violations
from advisor.requirements.reading import read_system
from advisor.requirements.system import System

NEAR = 10.0
"""A number is moved over what its question expects, and by this factor around the answer."""

Place = tuple[Answer, Architecture]
Stretch = tuple[str | None, list[Place]]


@dataclass(frozen=True)
class Turn:
    """Two neighbouring values of an answer between which weights alone turn a decision.

    Attributes:
        at: the greater value.
    """

    answer: str
    decision: str
    before: str
    after: str
    at: Answer


@dataclass(frozen=True)
class Return:
    """A decision that leaves an option as an answer grows, and comes back to it as it grows further.

    Attributes:
        answer: the question.
        option: what is left and taken again.
        between: what is taken in between, one or more.
        at: the least value tried with each: before, in between, and again.
        margin: log-odds by which each of the three stretches prefers its own option at best; the least of them.
    """

    answer: str
    decision: str
    option: str
    between: tuple[str, ...]
    at: tuple[Answer, Answer, Answer]
    margin: float


def axes(model: Model, system: System) -> dict[str, list[Answer]]:
    """For each answered question with numbers or ordered choices the values that stand for all others, ascending."""
    numbers, found = [], dict[str, list[Answer]]()
    for name, question in model.knowledge.questions.items():
        if name in system.requirements and name in model.read:
            if question.answers is Answers.NUMBER:
                numbers.append(name)
            elif question.ordered:
                found[name] = list(question.choices)
    for name, cells in cells_of(model, system, numbers).items():
        least, most = _window(model.knowledge, system, name)
        wide = [cell for cell in cells if not cell.is_point]
        ends = [*(cell.low for cell in wide[1:]), math.inf]
        found[name] = [
            max(cell.sample, least) for cell, end in zip(wide, ends, strict=True) if end > least and cell.low <= most
        ]
    return found


def turns(model: Model, system: System) -> Iterator[Turn]:
    """Every turn that weights alone bring about.

    Where the old architecture is impossible at the next place, or the new one was at the place before, a hard limit
    turns the decision: as when only a smaller model answers in time. That is arithmetic, and no rule is to be mended.
    """
    for name, places in _places(model, system, Variants(model, system)):
        for before, after in pairwise(places):
            if before[1] != after[1] and not _is_forced(model.knowledge, system, name, before, after):
                for decision, option in before[1].items():
                    then = after[1][decision]
                    if option is not None and then is not None and then != option:
                        yield Turn(name, decision, option, then, after[0])


def returns(model: Model, system: System) -> Iterator[Return]:
    """Every return that weights alone bring about."""
    variants = Variants(model, system)
    for name, places in _places(model, system, variants):
        for decision in model.decisions:
            yield from _returns(model, system, variants, name, decision, _stretches(places, decision))


def _places(model: Model, system: System, variants: Variants) -> Iterator[tuple[str, list[Place]]]:
    """For each axis its values, ascending, with the best architecture of each that leaves any."""
    along = axes(model, system)
    changes = [(name, value) for name, values in along.items() for value in values]
    best = dict(zip(changes, variants.best(changes), strict=True))
    for name, values in along.items():
        yield name, [(value, found.architecture) for value in values if (found := best[name, value]) is not None]


def _stretches(places: Sequence[Place], decision: str) -> list[Stretch]:
    """The places by what they take, in order."""
    return [(option, list(part)) for option, part in groupby(places, lambda place: place[1][decision])]


def _returns(
    model: Model,
    system: System,
    variants: Variants,
    name: str,
    decision: str,
    stretches: Sequence[Stretch],
) -> Iterator[Return]:
    for last, (option, again) in enumerate(stretches):
        first = next((n for n in reversed(range(last)) if stretches[n][0] == option), None)
        if option is None or first is None or any(other is None for other, _ in stretches[first:last]):
            continue
        middle = [place for _, places in stretches[first + 1 : last] for place in places]
        if _is_forced(model.knowledge, system, name, stretches[first][1][-1], middle[0]):
            continue
        if _is_forced(model.knowledge, system, name, middle[-1], again[0]):
            continue
        between = tuple(str(other) for other, _ in stretches[first + 1 : last])
        margins = [
            *(_margin(variants, name, part, decision, between) for part in (stretches[first][1], again)),
            _margin(variants, name, middle, decision, (option,)),
        ]
        at = (stretches[first][1][0][0], middle[0][0], again[0][0])
        yield Return(name, decision, option, between, at, min(margins))


def _is_forced(knowledge: KnowledgeBase, system: System, name: str, before: Place, after: Place) -> bool:
    return any(
        next(violations(knowledge, replace(system, requirements={**system.requirements, name: value}), other), None)
        for value, other in ((after[0], before[1]), (before[0], after[1]))
    )


def _margin(variants: Variants, name: str, places: Sequence[Place], decision: str, others: Sequence[str]) -> float:
    """By how much these places prefer their own option to the best of ``others``, where they do so most."""
    lost = variants.losses([(name, value) for value, _ in places], [(decision, other) for other in others])
    return float(lost.min(axis=0).max())


def _window(knowledge: KnowledgeBase, system: System, name: str) -> tuple[float, float]:
    """The least and greatest value that is worth trying: what the question expects, what bounds it, what is near."""
    question, answer = knowledge.questions[name], system.requirements[name]
    low, high = _ends(answer)
    expected = question.prior.quantiles if question.prior is not None and question.prior.quantiles else (low, high)
    least, most = min(expected[0], low / NEAR), max(expected[-1], high * NEAR)
    if question.at_most is not None and question.at_most in system.requirements:
        most = min(most, _ends(system.requirements[question.at_most])[1])
    for other, bounded in knowledge.questions.items():
        if bounded.at_most == name and other in system.requirements:
            least = max(least, _ends(system.requirements[other])[0])
    return least, most


def _ends(answer: Answer) -> tuple[float, float]:
    return (answer.low, answer.high) if isinstance(answer, Range) else (float(answer), float(answer))  # type: ignore[arg-type]


def sheets(knowledge: KnowledgeBase) -> Iterator[System]:
    """All sheets that come with the knowledge but those held out: published, made up by the panel, and to try."""
    for folder in ("cases", "published"):
        yield from (case.system for case in load_cases(knowledge_folder() / folder, knowledge))
    yield from (judged.system for judged in read_panel(knowledge_folder() / "panel", knowledge).ordinary)
    yield from to_try(knowledge)


def to_try(knowledge: KnowledgeBase) -> Iterator[System]:
    """The examples and the gallery."""
    for folder in ("examples", "gallery"):
        for path in sorted((knowledge_folder() / folder).glob("*.yaml")):
            yield read_system(path.read_text(encoding="utf-8"), path.name, knowledge)


def main() -> None:
    """Print every return of every sheet, the frequent kinds first, with what to look at."""
    knowledge = load_knowledge()
    model = compiled(knowledge)
    kinds: dict[tuple[str, str, str], list[tuple[System, Return]]] = defaultdict(list)
    for system in sheets(knowledge):
        for found in returns(model, system):
            way = " > ".join((found.option, *found.between, found.option))
            kinds[found.answer, found.decision, way].append((system, found))
    for (answer, decision, way), times in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        system, found = max(times, key=lambda one: one[1].margin)
        at = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in found.at)
        sys.stdout.write(f"{len(times)} {answer}: {decision} {way} ({system.name} at {at}; {found.margin:.2f})\n")
    sys.stdout.write(f"{sum(map(len, kinds.values()))} returns\n")


if __name__ == "__main__":
    main()
