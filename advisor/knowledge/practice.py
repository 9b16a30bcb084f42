"""Practice: what systems with a certain answer were built with, more or less often than the rules alone would say.

Rules say what an architect would say. What is left between them and the systems on record is learned by a fit, for
single answers only, so that it can be told in words, and kept with the refined weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.conditions import Condition, ConditionError, Field, parse
from advisor.knowledge.schema import Answers, Decision, Question

Practice = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Log-odds by condition, decision and option."""

ALWAYS = "always"
"""In place of a condition: what was built whatever the answers."""

PRACTICE = "practice"
"""Names practice among the reasons of an option."""

SOURCES = ("systems-on-record",)


def patterns(questions: Mapping[str, Question]) -> tuple[tuple[str, ...], ...]:
    """The conditions that practice is told by, one answer each, after ``ALWAYS``.

    Those in one group are the steps of an ordered answer and weigh the same, so that practice never turns back on the
    way up. Numbers have none: there would be nothing to say why just there.
    """
    found: list[tuple[str, ...]] = [(ALWAYS,)]
    for name, question in questions.items():
        match question.answers:
            case Answers.BOOLEAN:
                found.append((name,))
            case Answers.CHOICE if question.ordered:
                found.append(tuple(f"{name} >= {choice}" for choice in list(question.choices)[1:]))
            case Answers.CHOICE:
                found += [(f"{name} == {choice}",) for choice in question.choices]
            case Answers.CHOICES:
                found += [(f"{choice} in {name}",) for choice in question.choices]
    return tuple(found)


def names_nothing(
    practice: Practice, vocabulary: Mapping[str, Field], decisions: Mapping[str, Decision]
) -> Iterator[str]:
    """The conditions of practice of which something is left out by ``that_counts``."""
    counts, _ = that_counts(practice, vocabulary, decisions)
    return (when for when, said in practice.items() if counts.get(when) != said)


def that_counts(
    practice: Practice, vocabulary: Mapping[str, Field], decisions: Mapping[str, Decision]
) -> tuple[Practice, dict[str, Condition]]:
    """Practice without what names an answer or an option that is no more, and its conditions by their text."""
    conditions = {}
    for when in practice.keys() - {ALWAYS}:
        try:
            conditions[when] = parse(when, vocabulary)
        except ConditionError:
            continue
    left = {
        when: {
            decision: {name: weight for name, weight in weights.items() if name in decisions[decision].options}
            for decision, weights in practice[when].items()
            if decision in decisions
        }
        for when in practice
        if when in conditions or when == ALWAYS
    }
    return left, conditions


def spoken_of(practice: Practice, decision: str, option: str) -> list[tuple[str, float]]:
    """What practice says of an option, by condition, the weightiest first."""
    found = [(when, said[decision][option]) for when, said in practice.items() if option in said.get(decision, {})]
    return sorted(found, key=lambda one: (-abs(one[1]), one[0]))
