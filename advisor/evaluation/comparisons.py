"""What can be reached without knowing anything about machine learning: guesses learned on the decided cases themselves.

Every guess about a case is learned from the other cases alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.cases import Case
from advisor.knowledge.base import KnowledgeBase, field_of
from advisor.knowledge.schema import Answers

Guesses = Mapping[tuple[str, str], tuple[str, ...]]
"""By case and decision the options guessed, the first guess first."""

LEAST_CASES_OF_A_LEAF = 2


def most_frequent_elsewhere(cases: Sequence[Case]) -> Guesses:
    """The options that the other cases took most often, ties in alphabetical order."""
    guesses = {}
    for case, decision, others in _left_out(cases):
        taken = Counter(other.decisions[decision].chosen[0] for other in others)
        guesses[case.id, decision] = tuple(sorted(taken, key=lambda option: (-taken[option], option)))
    return guesses


def decision_tree_elsewhere(cases: Sequence[Case], knowledge: KnowledgeBase) -> Guesses | None:
    """What a decision tree (CART, Breiman et al. 1984) learned on the other cases says of the answers.

    Numbers are taken in logarithms, choices one column each, what is not answered as missing; a leaf holds at least
    ``LEAST_CASES_OF_A_LEAF`` cases. ``None`` where scikit-learn is not installed.
    """
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        return None
    rows = {case.id: row for case, row in zip(cases, _columns(cases, knowledge), strict=True)}
    guesses: dict[tuple[str, str], tuple[str, ...]] = {}
    for case, decision, others in _left_out(cases):
        if not others:
            guesses[case.id, decision] = ()
            continue
        tree = DecisionTreeClassifier(min_samples_leaf=LEAST_CASES_OF_A_LEAF, random_state=0)
        tree.fit(
            np.array([rows[other.id] for other in others]), [other.decisions[decision].chosen[0] for other in others]
        )
        shares = tree.predict_proba(rows[case.id][None, :])[0]
        ranked = sorted(zip(tree.classes_, shares.tolist(), strict=True), key=lambda item: (-item[1], item[0]))
        guesses[case.id, decision] = tuple(str(option) for option, _ in ranked)
    return guesses


def _left_out(cases: Sequence[Case]) -> list[tuple[Case, str, list[Case]]]:
    """Every documented decision of every case, with the other cases that document it."""
    return [
        (case, decision, [other for other in cases if other is not case and decision in other.decisions])
        for case in cases
        for decision in case.decisions
    ]


def _columns(cases: Sequence[Case], knowledge: KnowledgeBase) -> NDArray[np.float64]:
    """The answers as numbers, shape (cases, columns); NaN where nothing is known."""
    columns = []
    for name, question in knowledge.questions.items():
        if question.answers == Answers.TEXT:
            continue
        answers = [case.system.requirements.get(name) for case in cases]
        if question.answers == Answers.NUMBER:
            columns.append([_number(answer) for answer in answers])
        else:
            choices = field_of(question).choices
            columns.extend([_ticked(answer, choice, choices) for answer in answers] for choice in choices)
    return np.array(columns).T


def _number(answer: Answer | None) -> float:
    if isinstance(answer, Range):
        return (_number(answer.low) + _number(answer.high)) / 2
    if not isinstance(answer, int | float):
        return math.nan
    return math.log10(answer) if answer > 0 else -12.0


def _ticked(answer: Answer | None, choice: str, choices: tuple[str, ...]) -> float:
    if answer is None:
        return math.nan
    if isinstance(answer, bool):
        return float(choices[int(answer)] == choice)
    return float(choice in answer if isinstance(answer, tuple) else answer == choice)
