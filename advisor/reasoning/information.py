"""What one more answer is worth: how far each unanswered question may still move the recommendation.

Every answer that a question may get is tried in the scenarios drawn already, so that all meet the same draws of
everything else. The shares under which conditions then hold are those that the engine would find with that answer in
the sheet, so what an answer is said to move is what it does move. All answers of all questions are solved in one batch.

The measures are those of decision analysis: Howard (1966), "Information value theory", for the regret; Shannon's
mutual information for the bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.conditions import holds
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.calibration import calibrated
from advisor.reasoning.columns import distinct_columns
from advisor.reasoning.elimination import Table, is_forbidden
from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.scenarios import ScenarioBatch, answers_with_priorities
from advisor.reasoning.solution import Situation
from advisor.reasoning.trials import Trial, inquiry
from advisor.requirements.system import System

MOST_REGRET = 0.5
"""Log-odds: how far today's architecture falls behind with an answer counts up to here, enough to take another one.
With more, rare answers that forbid it altogether would be asked for before common ones that change it."""


@dataclass(frozen=True)
class Outcome:
    """What one answer would bring.

    Attributes:
        answer: a choice, ticks, yes or no; of a number all values between two breakpoints.
        chance: of this answer, 0 to 1, by the prior of the question.
        feasible: whether an architecture is left.
        moves: the option recommended then, of each decision that it moves; ``None`` where the decision falls away.
    """

    answer: Answer
    chance: float
    feasible: bool
    moves: Mapping[str, str | None]


@dataclass(frozen=True)
class AnswerValue:
    """What the answer to one question is worth before it is known.

    Attributes:
        question: its id; ``priorities.<quality>`` for a priority.
        information: for each decision the bits that the answer tells of which option to take, 0 or more.
        regret: expected log-odds lost by keeping today's architecture whatever the answer, 0 or more; each answer
            counts with at most ``MOST_REGRET``.
        outcomes: what each answer would bring.
    """

    question: str
    information: Mapping[str, float]
    regret: float
    outcomes: tuple[Outcome, ...]

    @property
    def bits(self) -> float:
        """Information over all decisions."""
        return sum(self.information.values())

    @property
    def changes(self) -> float:
        """Expected number of decisions whose recommended option the answer changes."""
        return sum(outcome.chance * len(outcome.moves) for outcome in self.outcomes)

    @property
    def chance(self) -> float:
        """Chance that the answer changes the recommended option of any decision, 0 to 1."""
        return sum(outcome.chance for outcome in self.outcomes if outcome.moves)

    @property
    def worth(self) -> float:
        """One number to order questions by, which is positive where anything at all may be learned.

        The mixture nearest to what an answer really gained, over all questions open at six moments of simulated
        interviews with two thirds of the published systems; ``docs/interview.md`` compares orders on the others.
        """
        return self.regret + self.changes / 4 + self.bits / 5


def values_of_answers(
    model: Model, system: System, situation: Situation, *, of_priorities: bool = True
) -> dict[str, AnswerValue]:
    """The worth of the answer to each open question that some condition still waits for, and of each open priority.

    Args:
        situation: what ``situate`` found for ``system``.
        of_priorities: whether to value the priorities too.
    """
    answers = answers_with_priorities(system, model.knowledge)
    asking = inquiry(model)
    names = _open_questions(model, answers, situation)
    if of_priorities:
        names += [
            PRIORITY_PREFIX + quality for quality in model.knowledge.qualities if quality not in system.priorities
        ]
    groups = [asking.trials(name) for name in names]
    if not groups:
        return {}
    shares, low = [situation.share[:, None]], [situation.known.low]
    for trials in groups:
        rows = asking.readers[trials[0].question]
        share = np.repeat(situation.share[:, None], len(trials), axis=1)
        if len(rows):
            share[rows] = asking.shares(trials, answers, situation.drawn)
        shares.append(share)
        low.append(_with_priority(model, situation, trials))
    solved = _solve(model, system, situation, np.concatenate(shares, axis=1), np.concatenate(low, axis=1))
    found, at = {}, 1
    for trials in groups:
        found[trials[0].question] = _value(model, trials, solved, np.arange(at, at + len(trials)))
        at += len(trials)
    return found


def _open_questions(model: Model, answers: Mapping[str, Answer], situation: Situation) -> list[str]:
    knowledge = model.knowledge
    names = []
    for name, question in knowledge.questions.items():
        needed = not situation.waiting.isdisjoint({name, *inquiry(model).follow_ups.get(name, ())})
        if name in answers or question.prior is None or not needed:
            continue
        condition = knowledge.asked_when.get(name)
        if condition is None or holds(condition, answers, knowledge.vocabulary) is not False:
            names.append(name)
    return names


def _with_priority(model: Model, situation: Situation, trials: Sequence[Trial]) -> NDArray[np.float64]:
    """The known numbers for each trial; a priority under trial takes its grade."""
    low = np.repeat(situation.known.low, len(trials), axis=1)
    if trials[0].question.startswith(PRIORITY_PREFIX):
        low[model.fields.number.index(trials[0].question)] = [trial.code for trial in trials]
    return low


# --- solving ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Solved:
    """The architectures of all columns, of which the first is today's.

    Attributes:
        options: option position of each decision, -1 where it does not apply, shape (decisions, columns).
        regret: log-odds by which today's architecture falls behind, shape (columns,).
        possible: whether any architecture is, shape (columns,).
        probabilities: of the options of each decision and of its not applying, one decision after the other,
            shape (all of these, columns).
    """

    options: NDArray[np.int64]
    regret: NDArray[np.float64]
    possible: NDArray[np.bool_]
    probabilities: Table


def _solve(
    model: Model, system: System, situation: Situation, share: NDArray[np.float64], low: NDArray[np.float64]
) -> _Solved:
    """Solve every distinct column once."""
    first, place = distinct_columns(np.concatenate([share, low]))
    known = situation.known.columns(np.zeros(len(first), dtype=np.int64))
    batch = ScenarioBatch(known.choice, known.choices, low[:, first], known.high)
    tables = model.tables(share[:, first].astype(np.float32), batch, model.fixed(system.fixed))
    states, score = model.plan.decide(tables.unary, tables.pairs)
    options = np.where(tables.applicable, tables.options(states), -1)
    today = options[:, place[0]]
    marginals = model.plan.marginals(tables.unary, tables.pairs, 1 / THOUSANDTHS, of_pairs=False)
    possible = marginals.possible & ~np.asarray(is_forbidden(score))
    lost = np.clip((score - _score_of(tables, today)) / THOUSANDTHS, 0.0, MOST_REGRET)
    probabilities = np.zeros((sum(len(names) + 1 for names in model.options), len(first)))
    sharpness, at = model.sharpness(share[:, first]), 0
    for position, names in enumerate(model.options):
        applies = tables.applicable[position]
        chances = calibrated(marginals.states[position], sharpness)
        probabilities[at + tables.kept[position]] = np.where(applies, chances, 0.0)
        at += len(names) + 1
        probabilities[at - 1] = ~applies
    return _Solved(options[:, place], lost[place], possible[place], probabilities[:, place])


def _score_of(tables: Tables, options: NDArray[np.int64]) -> NDArray[np.float64]:
    """Score of one architecture in every scenario; a decision that falls away counts for nothing."""
    total = np.zeros(tables.applicable.shape[1])
    states = []
    for position, kept in enumerate(tables.kept):
        found = np.flatnonzero(kept == options[position])
        states.append(int(found[0]) if len(found) else -1)
        applies = tables.applicable[position]
        alone = tables.unary[position][states[-1]] if len(found) else np.full(len(applies), -np.inf)
        total += np.where(applies, alone, 0.0)
    for (one, other), table in tables.pairs.items():
        if states[one] >= 0 and states[other] >= 0:
            total += table[states[one], states[other]]
    return total


# --- measuring -------------------------------------------------------------------------------------


def _value(model: Model, trials: Sequence[Trial], solved: _Solved, columns: NDArray[np.int64]) -> AnswerValue:
    chances = np.array([trial.chance for trial in trials])
    counted = np.where(solved.possible[columns], chances, 0.0)
    weights = counted / counted.sum() if counted.any() else counted
    bits = np.add.reduceat(_informative(solved.probabilities[:, columns], weights), _starts(model))
    information = {name: value for name, value in zip(model.decisions, bits.tolist(), strict=True) if value > _NOTHING}
    outcomes = tuple(
        Outcome(trial.answer, trial.chance, bool(solved.possible[column]), _moves(model, solved, column))
        for trial, column in zip(trials, columns.tolist(), strict=True)
    )
    return AnswerValue(trials[0].question, information, float(weights @ solved.regret[columns]), outcomes)


def _moves(model: Model, solved: _Solved, column: int) -> dict[str, str | None]:
    if not solved.possible[column]:
        return {}
    today, then = solved.options[:, 0], solved.options[:, column]
    return {
        model.decisions[position]: model.options[position][then[position]] if then[position] >= 0 else None
        for position in np.flatnonzero(today != then)
    }


_NOTHING = 1e-6
"""Bits below which a difference is one of rounding in single precision."""


def _informative(given: Table, chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mutual information in bits between an answer and a choice, one term for each option.

    Args:
        given: probability of each option under each answer, shape (options, answers).
        chances: of the answers; they sum to 1, or are all 0.
    """
    mean = given @ chances
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(given > 0, np.log2(given / mean[:, None]), 0.0)
    return np.asarray((given * ratio) @ chances)


def _starts(model: Model) -> list[int]:
    """Where each decision begins among the rows of probabilities."""
    return [0, *accumulate(len(names) + 1 for names in model.options[:-1])]
