"""A piece of a sweep as a process far away sees it: small, and checked against the rule base that it finds there."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.errors import UserError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.compiled import compiled
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.tiers import kernel_pays
from advisor.requirements.system import System
from advisor.sweep.draws import Values
from advisor.sweep.run import Answered, Evaluator, nothing

_here = threading.local()


@dataclass(frozen=True)
class Job:
    """What all chunks of a sweep share.

    Attributes:
        knowledge: digest of the rule base that the sweep was planned with.
        answers: what the system says, priorities included.
        fixed: decisions taken already.
        names: the fields that are varied.
        scenarios: how many there are in the whole sweep, which decides whether it is worth compiling for.
        packs: folders laid over the rule base; wherever they lie, its digest tells what they hold.
    """

    knowledge: str
    answers: tuple[tuple[str, Answer], ...]
    fixed: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    scenarios: int
    packs: tuple[Path, ...] = ()

    @classmethod
    def of(cls, system: System, names: tuple[str, ...], scenarios: int, knowledge: KnowledgeBase) -> Job:
        packs = tuple(pack.folder.resolve() for pack in knowledge.packs)
        answers = answers_with_priorities(system, knowledge)
        fixed = tuple(sorted(system.fixed.items()))
        return cls(knowledge.digest, tuple(sorted(answers.items())), fixed, names, scenarios, packs)

    def digest(self) -> str:
        """SHA-256 of everything that the job says, hexadecimal."""
        return hashlib.sha256(repr(replace(self, packs=())).encode()).hexdigest()


@dataclass(frozen=True)
class Chunk:
    """Consecutive scenarios.

    Attributes:
        number: of the chunk in the sweep.
        varied: the varied answers, one array a field.
        possible: which scenarios can be; the others have no answer.
    """

    number: int
    varied: dict[str, Values]
    possible: NDArray[np.bool_]

    @property
    def size(self) -> int:
        return len(next(iter(self.varied.values())))


def evaluate_chunk(job: Job, chunk: Chunk) -> Answered:
    """Answer a chunk; what the job needs is compiled once a thread.

    Raises:
        UserError: the process has another rule base than the one that planned the sweep.
    """
    if getattr(_here, "job", None) != job:
        knowledge = load_knowledge(job.packs)
        if knowledge.digest != job.knowledge:
            raise UserError("a worker has another rule base than this process; install the same version on both.")
        _here.evaluator = Evaluator(
            compiled(knowledge), dict(job.answers), dict(job.fixed), job.names, compiled=kernel_pays(job.scenarios)
        )
        _here.job = job
    evaluator: Evaluator = _here.evaluator
    if chunk.possible.all():
        return evaluator.evaluate(chunk.varied)
    places = np.flatnonzero(chunk.possible)
    found = nothing(len(evaluator.model.decisions), chunk.size)
    if len(places):
        found.put(places, evaluator.evaluate({name: values[places] for name, values in chunk.varied.items()}))
    return found
