"""How long the advisor takes for what a user waits for: whole commands, and single questions in a warm process."""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from advisor.advise import advise
from advisor.cases import load_cases
from advisor.knowledge.base import KnowledgeBase
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled
from advisor.reasoning.flips import find_flips
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.solution import situate
from advisor.reasoning.space import Space, priority_draws
from advisor.requirements.reading import read_system
from advisor.study import study
from benchmarks import scenarios
from benchmarks.timing import medians, process_medians

EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"
OWN = (sys.executable, "-m", "advisor")
_SAMPLES = 10_000
_SWEPT = 1_000_000


@dataclass(frozen=True)
class Measurement:
    """Seconds that a question took, and the most it should take where something was set."""

    question: str
    taken: float
    target: float | None = None


def commands(knowledge: KnowledgeBase) -> list[Measurement]:
    """Whole processes, beside the start of Python with the packages that no command can do without.

    The example asks for more availability than any architecture has, and the ways out of that are looked for. Without
    that answer it breaks no limit.
    """
    file = str(EXAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder, "kept.yaml")
        kept.write_text(
            re.sub(r"  availability_target:.*\n", "", EXAMPLE.read_text(encoding="utf-8")), encoding="utf-8"
        )
        recommend = (*OWN, "recommend", str(kept))
        first = process_medians({"first": recommend}, 1, folder, warm=False)["first"]
        taken = process_medians(
            {
                "floor": (sys.executable, "-c", "import numpy, pydantic, typer"),
                "help": (*OWN, "--help"),
                "recommend": recommend,
                "way out": (*OWN, "recommend", file),
            },
            11,
            folder,
        )
        taken |= process_medians({"build": (*OWN, "build", file, "-o", f"{folder}/built")}, 3, folder)
        taken |= process_medians({"sweep": _sweep(knowledge, Path(folder))}, 1, folder, warm=False)
    return [
        Measurement("`python -c 'import numpy, pydantic, typer'`, to compare with", taken["floor"]),
        Measurement("`advisor --help`", taken["help"], 0.15),
        Measurement("`advisor recommend FILE`", taken["recommend"], 2.5 * taken["floor"]),
        Measurement("`advisor recommend FILE` where a limit is broken, with the way out", taken["way out"]),
        Measurement("`advisor recommend FILE` with nothing cached", first),
        Measurement("`advisor build FILE -o DIR`", taken["build"], 2.0),
        Measurement(f"`advisor sweep`, {_SWEPT:,} scenarios with every answer drawn, to Parquet", taken["sweep"], 10.0),
    ]


def _sweep(knowledge: KnowledgeBase, folder: Path) -> tuple[str, ...]:
    system = folder / "system.yaml"
    system.write_text("name: anything\nrequirements: {}\n", encoding="utf-8")
    drawn = [name for name, question in knowledge.questions.items() if question.prior is not None]
    varied = [part for name in (*drawn, *knowledge.qualities) for part in ("--vary", f"{name}=draw:{_SWEPT}")]
    return (*OWN, "sweep", str(system), *varied, "-o", str(folder / "swept.parquet"))


def questions(knowledge: KnowledgeBase) -> list[Measurement]:
    """Single questions in a process that has answered one before."""
    model = compiled(knowledge)
    cases = load_cases(knowledge_folder() / "cases", knowledge)
    system = read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, knowledge)
    (complete,) = scenarios.systems(knowledge, 1)
    priorities = priority_draws(tuple(knowledge.qualities), _SAMPLES)

    def optima_of_samples(*, compiled: bool) -> None:
        situation = situate(model, answers_with_priorities(system, knowledge))
        Space(model, system, situation).optima(priorities, compiled=compiled)

    recommendation = advise(knowledge, system, cases)
    taken = medians(
        {
            "complete": lambda: advise(knowledge, complete, cases),
            "open": lambda: advise(knowledge, system, cases),
            "flips": lambda: find_flips(model, system),
            "study": lambda: study(knowledge, recommendation),
            "samples": lambda: optima_of_samples(compiled=False),
            "samples compiled": lambda: optima_of_samples(compiled=True),
        }
    )
    sampled = f"{_SAMPLES:,} samples of priorities and unknown answers of one system"
    answered = f"{len(system.requirements)} of {len(knowledge.questions)} questions answered"
    return [
        Measurement(
            "a recommendation with reasons and probabilities, every question answered", taken["complete"], 0.01
        ),
        Measurement(f"the same, {answered}, the rest sampled", taken["open"], 0.04),
        Measurement(f"every flip of every decision, each confirmed, {answered}", taken["flips"], 0.05),
        Measurement(f"all that `build` finds out beyond the recommendation, {answered}", taken["study"], 0.5),
        Measurement(f"{sampled}, exact optimum of each", taken["samples"], 0.1),
        Measurement(f"{sampled}, exact optimum of each, compiled kernel", taken["samples compiled"], 0.015),
    ]
