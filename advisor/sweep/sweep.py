"""A whole sweep: from a system and a grid to a table on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from advisor.coherence import Excess, excesses
from advisor.errors import UnwritableOutput
from advisor.knowledge.base import KnowledgeBase
from advisor.requirements.answers import ends_of
from advisor.requirements.system import System
from advisor.sweep.draws import Values
from advisor.sweep.engine import Result, SweepBackend, local_backend
from advisor.sweep.grid import Grid
from advisor.sweep.job import Chunk, Job, evaluate_chunk
from advisor.sweep.parts import Parts
from advisor.sweep.run import Answered
from advisor.sweep.table import Layout, Part, Rows, check_suffix, write_table

ROWS_OF_CHUNK = 2**15
"""About a second's work where nothing repeats."""

_FORMAT = 2


@dataclass(frozen=True)
class Swept:
    """What came of a sweep.

    Attributes:
        scenarios: rows of the table.
        infeasible: those without an architecture.
        contradictory: those of which one answer exceeds another; they are answered by no architecture either.
        resumed: those that an earlier run had finished.
    """

    scenarios: int
    infeasible: int
    contradictory: int
    resumed: int


def sweep(
    system: System,
    grid: Grid,
    knowledge: KnowledgeBase,
    table: Path,
    backend: SweepBackend | None = None,
    progress: Callable[[int], None] = lambda _: None,
    rows_of_chunk: int = ROWS_OF_CHUNK,
) -> Swept:
    """Answer every scenario of ``grid`` and write them to ``table``, in the order of the grid.

    Args:
        system: the answers that are not varied.
        grid: the answers that are.
        knowledge: the rule base, as ``load_knowledge`` gives it.
        table: a .parquet or .csv file; it appears when all is done.
        backend: where to compute; the cores of this machine when not given.
        progress: told how many scenarios were finished since it was last told.
        rows_of_chunk: scenarios that are computed and kept together.

    Raises:
        UserError: the table can't be written, or the backend can't be used.
    """
    check_suffix(table)
    job = Job.of(system, grid.fields, grid.size, knowledge)
    run = _Run(grid, job, knowledge, rows_of_chunk)
    try:
        parts = Parts(table, run.key())
    except OSError as error:
        raise UnwritableOutput(f"{table}: the folder can't be written: {error.strerror}.") from None
    try:
        missing = [number for number in range(run.chunks) if run.part(parts, number) is None]
        resumed = grid.size - sum(run.size(number) for number in missing)
        progress(resumed)
        chosen = backend or local_backend(len(missing))
        results = chosen.map(partial(evaluate_chunk, job), map(run.chunk, missing))
        counted = _Counted()
        write_table(parts.temporary(), table.suffix, run.layout, counted.through(run.rows(parts, results, progress)))
        parts.publish(table)
    except OSError as error:
        raise UnwritableOutput(f"{table}: the table can't be written: {error.strerror or error}.") from None
    finally:
        parts.forget_unfinished()
    return Swept(grid.size, counted.infeasible, counted.contradictory, resumed)


@dataclass(frozen=True)
class _Run:
    """A grid cut into chunks."""

    grid: Grid
    job: Job
    knowledge: KnowledgeBase
    rows_of_chunk: int

    @property
    def chunks(self) -> int:
        return -(-self.grid.size // self.rows_of_chunk)

    @property
    def layout(self) -> Layout:
        return Layout(
            {name: self.knowledge.vocabulary[name] for name in self.grid.fields},
            {name: tuple(decision.options) for name, decision in self.knowledge.decisions.items()},
            self.may_contradict,
        )

    @property
    def may_contradict(self) -> bool:
        """Whether an answer is varied that exceeds, or is exceeded by, another that is varied or given."""
        varied, given = set(self.grid.fields), {name for name, _ in self.job.answers}
        pairs = [{name, question.at_most} for name, question in self.knowledge.questions.items() if question.at_most]
        return any(pair & varied and pair <= varied | given for pair in pairs)

    def key(self) -> str:
        """Changes with everything that decides what a kept chunk holds."""
        parts = (_FORMAT, self.job.digest(), self.grid.digest(), self.rows_of_chunk)
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def size(self, number: int) -> int:
        return min(self.rows_of_chunk, self.grid.size - number * self.rows_of_chunk)

    def chunk(self, number: int) -> Chunk:
        start = number * self.rows_of_chunk
        size = self.size(number)
        varied = self.grid.rows(start, start + size)
        possible = np.ones(size, dtype=bool)
        for excess in self.excesses(varied):
            possible[excess.rows] = False
        return Chunk(number, varied, possible)

    def excesses(self, varied: Mapping[str, Values]) -> Iterator[Excess]:
        """What exceeds what in scenarios with these answers."""
        stays = {name: ends_of(answer) for name, answer in self.job.answers if name not in self.grid.fields}
        return excesses(self.knowledge.questions, {**stays, **{name: (v, v) for name, v in varied.items()}})

    def part(self, parts: Parts, number: int) -> Answered | None:
        return parts.load(number, self.size(number), len(self.knowledge.decisions))

    def rows(self, parts: Parts, results: Iterator[Result], progress: Callable[[int], None]) -> Rows:
        """The table, part by part in order, while chunks are computed; what comes is kept, and ``progress`` told."""
        for number in range(self.chunks):
            answered = self.part(parts, number)
            while answered is None:
                chunk, found = next(results, (None, None))
                if chunk is None or found is None:
                    raise OSError(f"the finished chunk {number} has gone")
                parts.save(chunk.number, found)
                progress(chunk.size)
                answered = found if chunk.number == number else None
            yield self.checked(self.chunk(number), answered)

    def checked(self, chunk: Chunk, answered: Answered) -> Part:
        """A part of the table in which scenarios that can't be are told apart from those without an architecture."""
        said = np.full(chunk.size, "", dtype=object)
        for excess in self.excesses(chunk.varied):
            words = f"{excess.name} is more than {excess.bound}"
            said[excess.rows] = [f"{told}; {words}" if told else words for told in said[excess.rows]]
        return Part(chunk.varied, answered, said.tolist())


class _Counted:
    """Counts what passes through."""

    infeasible = 0
    contradictory = 0

    def through(self, rows: Rows) -> Rows:
        for part in rows:
            contradictory = sum(1 for said in part.contradictions if said)
            self.contradictory += contradictory
            self.infeasible += int((~part.answered.feasible).sum()) - contradictory
            yield part
