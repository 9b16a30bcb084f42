"""SMAA-2 against exact shares and a published analysis, and the engine's use of it against single solves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.model import Model
from advisor.reasoning.robustness import CONTENDERS, confidence_factor, robustness, shares_kept, smaa
from advisor.reasoning.solution import solve
from advisor.reasoning.space import priority_draws
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)
QUALITIES = tuple(KNOWLEDGE.qualities)

# --- the method ---


def test_two_criteria_give_the_lengths_of_the_weight_intervals() -> None:
    """Alternatives (1, 0), (0.6, 0.7), (0, 1): the first wins for w > 7/11, the last for w < 1/3.

    The values are w, 0.7 - 0.1 w and 1 - w; rank 2 of the first is where it beats the last and not the middle one.
    """
    first = (np.arange(100_000) + 0.5) / 100_000
    weights = np.stack([first, 1 - first])
    values = np.array([[1, 0], [0.6, 0.7], [0, 1]]) @ weights
    found = smaa(values, weights)
    expected = [[4 / 11, 3 / 22, 1 / 2], [10 / 33, 23 / 33, 0], [1 / 3, 1 / 6, 1 / 2]]
    assert found.ranks == pytest.approx(np.array(expected), abs=2e-5)
    assert found.central[:, 0] == pytest.approx([(7 / 11 + 1) / 2, (1 / 3 + 7 / 11) / 2, 1 / 6], abs=2e-5)


def test_ties_go_to_the_earlier_and_the_impossible_takes_no_rank() -> None:
    values = np.array([[1.0, -np.inf, 2.0, -np.inf], [1.0, 3.0, 2.0, -np.inf]])
    found = smaa(values, np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert found.ranks.tolist() == [[0.5, 0.0], [0.25, 0.5]]
    assert found.central.tolist() == [[2.0], [2.0]]
    assert confidence_factor(values, 0) == 0.5
    assert confidence_factor(values, 1) == 0.25


def test_what_is_never_best_has_no_central_weights() -> None:
    found = smaa(np.array([[2.0, 2.0], [1.0, 1.0]]), np.array([[0.3, 0.7]]))
    assert np.isnan(found.central[1]).all()


ANTIDEPRESSANTS = ("fluoxetine", "paroxetine", "placebo", "sertraline", "venlafaxine")

# For each criterion: whether more is better; log-odds of the incidence with placebo, mean and standard deviation; then
# mean and covariance of the log odds ratios of fluoxetine, paroxetine, sertraline and venlafaxine against placebo.
INCIDENCES = {
    "diarrhea": (
        False, -2.189737, 0.2074509,
        [0.60820293, 0.14088424, 0.93203685, 0.09601785],
        [[0.05366822, 0.04117003, 0.03407600, 0.03788519], [0.04117003, 0.08108542, 0.03778130, 0.04324302],
         [0.03407600, 0.03778130, 0.05394404, 0.03338272], [0.03788519, 0.04324302, 0.03338272, 0.09859621]],
    ),
    "dizziness": (
        False, -2.229952, 0.6103081,
        [0.1203208, 0.6538699, -0.2203627, 1.1915229],
        [[0.09124249, 0.07387436, 0.08086186, 0.06457527], [0.07387436, 0.14080128, 0.10328788, 0.07030520],
         [0.08086186, 0.10328788, 0.14662864, 0.06920427], [0.06457527, 0.07030520, 0.06920427, 0.08590214]],
    ),
    "HAM-D responders": (
        True, -0.1714358, 0.1129926,
        [0.4718129, 0.7258847, 0.6715258, 0.8211993],
        [[0.013445532, 0.010394690, 0.009881156, 0.010499559], [0.010394690, 0.023006616, 0.008196856, 0.010732709],
         [0.009881156, 0.008196856, 0.019023866, 0.009210099], [0.010499559, 0.010732709, 0.009210099, 0.019107243]],
    ),
    "headache": (
        False, -1.195991, 0.2926644,
        [0.1964591, 0.1263129, 0.2029933, -0.2254059],
        [[0.03519380, 0.02755068, 0.02189916, 0.02919822], [0.02755068, 0.04847513, 0.02374509, 0.03277411],
         [0.02189916, 0.02374509, 0.03259199, 0.02356638], [0.02919822, 0.03277411, 0.02356638, 0.05920276]],
    ),
    "insomnia": (
        False, -2.607277, 0.1905852,
        [0.7978386, 0.7486351, 1.0663029, 0.9744811],
        [[0.04388258, 0.03516051, 0.02560003, 0.03283164], [0.03516051, 0.06255486, 0.02807280, 0.03474863],
         [0.02560003, 0.02807280, 0.05402063, 0.02592013], [0.03283164, 0.03474863, 0.02592013, 0.06738850]],
    ),
    "nausea": (
        False, -2.017171, 0.1917053,
        [0.3951561, 0.6442827, 0.6469638, 0.9771107],
        [[0.04167875, 0.03492591, 0.02952693, 0.03559971], [0.03492591, 0.05629741, 0.03102295, 0.03658295],
         [0.02952693, 0.03102295, 0.04396177, 0.02899487], [0.03559971, 0.03658295, 0.02899487, 0.05369960]],
    ),
}  # fmt: skip

RANKS = [
    [0.0215, 0.2648, 0.3217, 0.3143, 0.0777],
    [0.1496, 0.3248, 0.2519, 0.2249, 0.0488],
    [0.6114, 0.1201, 0.0868, 0.0545, 0.1272],
    [0.0758, 0.1342, 0.1931, 0.2389, 0.3580],
    [0.1417, 0.1561, 0.1465, 0.1674, 0.3883],
]
CENTRAL = [
    [0.0865, 0.2411, 0.2205, 0.1362, 0.1023, 0.2134],
    [0.1759, 0.1218, 0.2918, 0.1293, 0.1395, 0.1416],
    [0.1799, 0.1766, 0.0907, 0.1619, 0.1944, 0.1966],
    [0.0750, 0.3116, 0.2747, 0.1266, 0.0942, 0.1178],
    [0.1803, 0.0764, 0.2788, 0.2585, 0.1154, 0.0906],
]
CONFIDENCE = [0.1144, 0.5532, 0.9870, 0.5538, 0.6522]


def _incidences(generator: np.random.Generator, draws: int) -> np.ndarray:
    """Partial values, 0 to 1, of shape (alternatives, criteria, draws)."""
    columns = []
    for more_is_better, mean, deviation, effects, covariance in INCIDENCES.values():
        placebo = generator.normal(mean, deviation, draws)
        effect = generator.multivariate_normal(effects, covariance, draws).T
        log_odds = placebo + np.stack([effect[0], effect[1], np.zeros(draws), effect[2], effect[3]])
        incidence = 1 / (1 + np.exp(-log_odds))
        columns.append(incidence if more_is_better else 1 - incidence)
    return np.stack(columns, axis=1)


def test_published_analysis_of_antidepressants() -> None:
    """Van Valkenhoef, Tervonen, Zhao, de Brock, Hillege and Postmus (2012), "Multicriteria benefit-risk assessment
    using network meta-analysis", Journal of Clinical Epidemiology 65(4), 394-403: the analysis without preference
    information, with the inputs and results that the authors' software ADDIS is tested against, to their tolerances.
    """
    generator = np.random.default_rng(2012)
    draws = 40_000
    weights = generator.dirichlet(np.ones(6), draws).T
    values = _incidences(generator, draws)
    found = smaa(np.einsum("acd,cd->ad", values, weights), weights)
    assert found.ranks == pytest.approx(np.array(RANKS), abs=0.02)
    assert found.central == pytest.approx(np.array(CENTRAL), abs=0.03)
    for alternative in range(len(ANTIDEPRESSANTS)):
        at_centre = np.einsum("acd,c->ad", values, found.central[alternative])
        assert confidence_factor(at_centre, alternative) == pytest.approx(CONFIDENCE[alternative], abs=0.03)


# --- the engine's use of it ---


def _with_priorities(system: System, column: np.ndarray) -> System:
    return replace(system, priorities=dict(zip(QUALITIES, column.tolist(), strict=True)))


@given(systems(most=25))
@settings(max_examples=8, deadline=None)
def test_share_of_the_priority_space_equals_that_of_single_solves(system: System) -> None:
    solution = solve(MODEL, system)
    if not solution.feasible:
        return
    draws = 16
    found = robustness(MODEL, system, solution, draws)
    singles = [solve(MODEL, _with_priorities(system, column)).chosen for column in priority_draws(QUALITIES, draws).T]
    for decision, share in found.keeps.items():
        assert share == sum(chosen[decision] == solution.chosen[decision] for chosen in singles) / draws
    assert found.keeps_all == sum(chosen == solution.chosen for chosen in singles) / draws


@given(systems(most=25))
@settings(max_examples=8, deadline=None)
def test_shares_of_ranks_are_shares(system: System) -> None:
    solution = solve(MODEL, system)
    if not solution.feasible:
        return
    found = robustness(MODEL, system, solution, 128)
    assert shares_kept(MODEL, system, solution, 128) == found.keeps
    for options in found.options.values():
        ranks = np.array([support.ranks for support in options.values()])
        assert (ranks.sum(axis=1) <= 1 + 1e-12).all()
        assert (np.diff(ranks.sum(axis=0)) <= 1e-12).all()
        assert ranks.sum(axis=0).max(initial=0) <= 1 + 1e-12
        for support in options.values():
            assert (support.central is None) == (support.confidence is None) == (support.acceptability == 0)
            if support.central is not None:
                assert all(0 <= priority <= 5 for priority in support.central.values())
    assert found.architectures[0].recommended
    assert found.architectures[0].architecture == solution.chosen
    assert len(found.architectures) <= CONTENDERS
    assert sum(one.optimal for one in found.architectures) <= 1 + 1e-12
    assert sum(one.support.acceptability for one in found.architectures) <= 1 + 1e-12
    for one in found.architectures:
        assert one.optimal <= one.support.acceptability + 1e-12


def test_everything_answered_leaves_only_priorities() -> None:
    """With nothing unknown the best option of every draw is the recommendation at its priorities."""
    system = System("answered", requirements=_all_answers())
    solution = solve(MODEL, system)
    assert solution.feasible
    assert solution.situation.drawn.size == 1
    found = robustness(MODEL, system, solution, 256)
    for decision, share in found.keeps.items():
        support = found.options[decision][str(solution.chosen[decision])]
        assert support.acceptability == pytest.approx(share, abs=0.01)
        if support.confidence is not None:
            assert support.confidence in {0.0, 1.0}
    assert found.architectures[0].optimal == pytest.approx(found.keeps_all, abs=0.01)


def test_fixed_decisions_stay_fixed() -> None:
    system = System("fixed", fixed={"model_complexity": "ensemble"})
    found = robustness(MODEL, system, solve(MODEL, system), 128)
    assert found.keeps["model_complexity"] == 1.0
    assert found.options["model_complexity"]["ensemble"].acceptability == 1.0
    assert all(one.architecture["model_complexity"] == "ensemble" for one in found.architectures)


def test_same_input_same_result() -> None:
    system = System("open")
    solution = solve(MODEL, system)
    assert robustness(MODEL, system, solution, 256) == robustness(MODEL, system, solution, 256)


def test_stated_priorities_change_no_rank_of_options() -> None:
    """All priorities are drawn, so what was stated changes only what is recommended."""
    system = System("open")
    other = replace(system, priorities={"cost": 5.0, "accuracy": 0.0})
    one, two = (robustness(MODEL, s, solve(MODEL, s), 128) for s in (system, other))
    assert one.options == two.options


def test_nothing_to_analyse_where_nothing_is_feasible() -> None:
    system = System("open")
    with pytest.raises(ValueError, match="feasible"):
        robustness(MODEL, system, replace(solve(MODEL, system), feasible=False))


@given(st.integers(1, 400))
@settings(max_examples=20)
def test_priorities_are_spread_evenly_over_the_whole_box(draws: int) -> None:
    drawn = priority_draws(QUALITIES, draws)
    assert np.sort(drawn, axis=1) == pytest.approx(np.tile((np.arange(draws) + 0.5) / draws * 5, (len(QUALITIES), 1)))


def _all_answers() -> dict[str, object]:
    """The middle of every number, the first of every choice, yes to every boolean that leaves an architecture."""
    answers: dict[str, object] = {}
    for name, field in KNOWLEDGE.vocabulary.items():
        if name.startswith(PRIORITY_PREFIX):
            continue
        question = KNOWLEDGE.questions[name]
        if question.prior is not None and question.prior.quantiles is not None:
            answers[name] = float(question.prior.quantiles[2])
        elif question.answers == "boolean":
            answers[name] = True
        elif question.answers == "choices":
            answers[name] = (field.choices[0],)
        elif question.answers == "choice":
            answers[name] = field.choices[0]
    return answers
