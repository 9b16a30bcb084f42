"""How soon an interview knows: ``python -m benchmarks.interview [EVERY [FOLDER]] [--hindsight]``.

Each decided case answers the interview with what it states and says "don't know" to the rest. After a number of
answers the recommendation is compared with that from all answers of the case, decision by decision. What is asked
together counts as one answer, however many facts the case states of it; the table also tells how many stand then.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from random import Random

from advisor.cases import Case, load_cases
from advisor.interview.outlook import Guide, guide_of
from advisor.interview.session import Answered, Session, Skip, Unknown
from advisor.interview.steps import Questionnaire
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled
from advisor.reasoning.solution import solve
from advisor.requirements.system import System

STOPS = (5, 8, 12, 16)
COUNTED = 12
"""After so many answers the facts that stand are counted."""


def answered_one_by_one(questionnaire: Questionnaire, case: Case, guide: Guide | None) -> Iterator[System]:
    """The system after each answer that ``case`` gives, in the order in which the interview asks."""
    session = Session.begin(questionnaire, System("simulated", "simulated"), guide)
    while session.step is not None:
        answer = session.step.answer_in(case.system)
        if answer is None and session.step.section == "priorities":
            session = session.take(Skip())  # an open priority is no unknown: it counts as neutral
            continue
        session = session.take(Unknown() if answer is None else Answered(answer))
        if answer is not None:
            yield session.system


def agreement(knowledge: KnowledgeBase, system: System, complete: System) -> tuple[int, int]:
    """Decisions that ``system`` and ``complete`` agree on, and decisions that apply to either."""
    model = compiled(knowledge)
    one, other = solve(model, system).chosen, solve(model, complete).chosen
    counted = [name for name in other if one[name] is not None or other[name] is not None]
    return sum(one[name] == other[name] for name in counted), len(counted)


def chosen_in_hindsight(knowledge: KnowledgeBase, questionnaire: Questionnaire, case: Case) -> Iterator[System]:
    """The system after each answer, always the one that comes nearest to the recommendation from all of them.

    No interview can know that; it shows what is lost by the number of answers and not by their order.
    """
    system = System("simulated", "simulated")
    while left := [
        step
        for step in questionnaire.asked(system)
        if step.section in ("requirements", "priorities")
        and step.answer_in(system) is None
        and step.answer_in(case.system) is not None
    ]:
        following = [questionnaire.record(system, step, step.answer_in(case.system)) for step in left]
        system = max(following, key=lambda one: agreement(knowledge, one, case.system)[0])
        yield system


def shares(
    knowledge: KnowledgeBase, cases: Sequence[Case], answering: Callable[[Case], Iterator[System]]
) -> tuple[dict[int, float], float]:
    """How soon the recommendation stands.

    Returns:
        The share of decisions, over all cases, that stand after each of ``STOPS`` answers as they will after all, and
        how many single facts and priorities a case has told on average after ``COUNTED`` answers.
    """
    agreed, counted, told = dict.fromkeys(STOPS, 0), dict.fromkeys(STOPS, 0), 0
    for case in cases:
        systems = list(islice(answering(case), STOPS[-1]))
        for stop in STOPS:
            system = systems[min(stop, len(systems)) - 1]
            same, of = agreement(knowledge, system, case.system)
            agreed[stop] += same
            counted[stop] += of
            told += facts(system) if stop == COUNTED else 0
    return {stop: agreed[stop] / counted[stop] for stop in STOPS}, told / len(cases)


def facts(system: System) -> int:
    """How many single answers a sheet holds."""
    return len(system.requirements) + len(system.priorities)


def shuffled(questionnaire: Questionnaire, seed: int = 1) -> Questionnaire:
    """The questions in random order, after the name and the purpose."""
    rest = list(questionnaire.steps[2:])
    Random(seed).shuffle(rest)
    return replace(questionnaire, steps=(*questionnaire.steps[:2], *rest))


def main(every: int = 1, folder: str = "cases", *, hindsight: bool = False) -> None:
    """Print a table.

    Args:
        every: take each so many-th system only.
        folder: ``cases``, which the rules and priors were made with, ``published``, which no prior was, or ``heldout``,
            which judge only.
        hindsight: also show the order chosen in hindsight, which takes many times as long.
    """
    knowledge = load_knowledge()
    cases = load_cases(knowledge_folder() / folder, knowledge)[::every]
    fixed = Questionnaire.of(knowledge)
    guide, mixed, people = guide_of(knowledge), shuffled(fixed), Questionnaire.for_people(knowledge)
    orders: dict[str, Callable[[Case], Iterator[System]]] = {
        "by worth": lambda case: answered_one_by_one(people, case, guide),
        "fixed": lambda case: answered_one_by_one(fixed, case, None),
        "random": lambda case: answered_one_by_one(mixed, case, None),
    }
    if hindsight:
        orders["in hindsight"] = lambda case: chosen_in_hindsight(knowledge, fixed, case)
    stops = " | ".join(f"{stop} answers" for stop in STOPS)
    sys.stdout.write(f"| order, {len(cases)} cases | {stops} | facts after {COUNTED} |\n")
    sys.stdout.write(f"| --- |{' ---: |' * (len(STOPS) + 1)}\n")
    for name, answering in orders.items():
        found, told = shares(knowledge, cases, answering)
        sys.stdout.write(f"| {name} | {' | '.join(f'{found[stop]:.1%}' for stop in STOPS)} | {told:.1f} |\n")
        sys.stdout.flush()
    stated = sum(facts(case.system) for case in cases) / len(cases)
    sys.stdout.write(f"\nA case states {stated:.1f} facts on average.\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.interview", description="How soon an interview knows.")
    parser.add_argument("every", nargs="?", type=int, default=1, help="take each so many-th system only")
    parser.add_argument(
        "folder", nargs="?", choices=("cases", "published", "heldout"), default="cases", help="which systems"
    )
    parser.add_argument("--hindsight", action="store_true", help="also the order chosen in hindsight, which is slow")
    asked = parser.parse_args()
    main(asked.every, asked.folder, hindsight=asked.hindsight)
