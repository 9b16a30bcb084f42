"""Agreement beside what was said, when ever more facts of decided systems are open: ``python -m benchmarks.openfacts``.

Facts are taken away at random, the same at every run; the task always stands.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from advisor.cases import Case, load_cases
from advisor.evaluation.agreement import calibration_error, judge, reliability
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled

KEPT = (None, 25, 22, 18, 14, 10, 6, 3)
"""Facts beside the task; all where ``None``."""

_TIMES = 2


def with_facts(cases: Sequence[Case], kept: int | None, random: Random) -> list[Case]:
    """The systems with ``kept`` of their facts, drawn at random, and their task."""
    found = []
    for case in cases:
        told = dict(case.system.requirements)
        names = sorted(told.keys() - {"task"})
        stand = {"task", *random.sample(names, min(len(names) if kept is None else kept, len(names)))}
        system = replace(case.system, requirements={name: told[name] for name in told if name in stand})
        found.append(replace(case, system=system))
    return found


def main() -> None:
    """Print a table of the systems held out."""
    knowledge, random = load_knowledge(), Random(1)
    cases = load_cases(knowledge_folder() / "heldout", knowledge)
    sys.stdout.write("| facts beside the task | agrees | said | calibration error |\n| --- | ---: | ---: | ---: |\n")
    for kept in KEPT:
        judged = [one for _ in range(_TIMES) for one in judge(compiled(knowledge), with_facts(cases, kept, random))]
        agrees = sum(one.agrees for one in judged) / len(judged)
        said = sum(one.probability for one in judged) / len(judged)
        error = calibration_error(reliability(judged))
        sys.stdout.write(f"| {kept or 'all'} | {agrees:.1%} | {said:.1%} | {error:.3f} |\n")


if __name__ == "__main__":
    main()
