"""The compiled rule base, once a process, and from an earlier run where nothing has changed since."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from advisor.cache import keep, recall
from advisor.conditions import CLASSES as CONDITION_CLASSES
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.stored import is_as_read
from advisor.reasoning.buckets import Bucket
from advisor.reasoning.elimination import EliminationPlan
from advisor.reasoning.memory import keep_freed_memory
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import Fields
from advisor.reasoning.terms import Joins, TermPlan
from advisor.reasoning.truth import Level, TruthPlan


@lru_cache(maxsize=4)
def compiled(knowledge: KnowledgeBase) -> Model:
    """The rule base compiled to arrays.

    Kept for later runs if its digest says all about it, as that of a rule base changed in memory does not.
    """
    keep_freed_memory()
    if not is_as_read(knowledge):
        return Model(knowledge)
    tables = recall("model", knowledge.digest, _makers())
    if isinstance(tables, dict):
        return Model(knowledge, tables)
    model = Model(knowledge)
    keep("model", knowledge.digest, model.compiled_tables())
    return model


def _makers() -> tuple[Callable[..., Any], ...]:
    """What the tables are built with; numpy tells itself how its arrays are."""
    arrays = (np.zeros(2), np.zeros((2, 2), order="F"), np.zeros((4, 4))[::2, ::2])
    of_arrays = (reduced[0] for array in arrays if isinstance(reduced := array.__reduce_ex__(5), tuple))
    return (
        *of_arrays, np.ndarray, np.dtype, frozenset, Fields, TruthPlan, Level, TermPlan, Joins, EliminationPlan, Bucket,
        *CONDITION_CLASSES,
    )  # fmt: skip
