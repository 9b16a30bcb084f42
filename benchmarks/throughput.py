"""How many scenarios a second go through the whole model: conditions, scores, exact optimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.conditions import Field
from advisor.reasoning import model_kernel, rule_kernel
from advisor.reasoning.batches import optima
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import ScenarioBatch, encode
from advisor.reasoning.threads import cores
from advisor.reasoning.truth import UNKNOWN, YES
from advisor.sweep.draws import Values, drawn_answers, drawn_priorities
from benchmarks.contests import Disagreement
from benchmarks.timing import medians

SCENARIOS = 2**17
CHECKED = 1024
UNANSWERED = 0.2


@dataclass(frozen=True)
class Rate:
    """Scenarios a second, and the least that it should be where something was set."""

    question: str
    rate: float
    target: float | None = None


def rates(model: Model) -> list[Rate]:
    """The compiled kernel on all cores, after a check that numpy gives the same.

    Raises:
        Disagreement: it does not.
    """
    batch, free = scenarios(model), model.fixed({})
    some = batch.columns(np.arange(CHECKED))
    truths = model.truths(some)
    own = optima(model, truths == YES, some, free)
    found = model_kernel.optima(model, rule_kernel.unpaired(model, some), free)
    same = (own.options == found.options) & (own.score == found.score)
    if not (same | ~own.possible).all() or (own.possible != found.possible).any():
        raise Disagreement("the compiled kernel gives another answer than numpy.")

    def numpy_optima() -> None:
        truths = model.truths(some)
        optima(model, truths == YES, some, free)

    taken = medians(
        {
            "compiled": lambda: model_kernel.optima(model, rule_kernel.unpaired(model, batch), free),
            "drawn": lambda: model_kernel.optima(model, rule_kernel.unpaired(model, scenarios(model)), free),
            "numpy": numpy_optima,
        }
    )
    unknown = f"{UNANSWERED:.0%} of the answers unknown, {(truths == UNKNOWN).mean():.0%} of the conditions"
    compiled = f"compiled kernel, {cores()} threads"
    return [
        Rate(f"{compiled}; {unknown}", SCENARIOS / taken["compiled"], 1.5e6),
        Rate(f"{compiled}, answers drawn as well", SCENARIOS / taken["drawn"]),
        Rate("numpy", CHECKED / taken["numpy"]),
    ]


def scenarios(model: Model) -> ScenarioBatch:
    """Answers drawn from what the rule base expects, some of them unknown; the same everywhere."""
    fields, questions = model.fields, model.knowledge.questions
    batch = encode([{}], fields).columns(np.zeros(SCENARIOS, dtype=np.int64))
    generator = np.random.Generator(np.random.PCG64(1))
    rows = {"choice": (batch.choice,), "choices": (batch.choices,), "number": (batch.low, batch.high)}
    for name, row in fields.places.items():
        field, question = fields.vocabulary[name], questions.get(name)
        if question is None:
            _put(rows, field, row, np.ones(SCENARIOS, dtype=bool), drawn_priorities(name, SCENARIOS))
        elif question.prior is not None:
            answered = generator.random(SCENARIOS) >= UNANSWERED
            _put(rows, field, row, answered, drawn_answers(name, question, field, SCENARIOS))
    return batch


def _put(rows: dict[str, tuple[np.ndarray, ...]], field: Field, row: int, answered: np.ndarray, values: Values) -> None:
    for table in rows[field.kind]:
        np.copyto(table[row], values, where=answered)
