"""The panel beside the advisor on the same documented decisions: ``python -m benchmarks.panel``.

The panel judged published systems twice: told their purpose, from which it knew many, and without name and purpose.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

from advisor.cases import Case, load_cases
from advisor.evaluation.agreement import Judgement, calibration_error, judge, reliability
from advisor.fitting.panel import Opinions, read_opinions
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled

TOLD = {"published": "told the purpose", "unnamed": "told neither name nor purpose"}
"""The files of opinions on published systems, and what the panel was told beside the answers."""


def by_panel(cases: Sequence[Case], opinions: Mapping[str, Opinions]) -> Iterator[Judgement]:
    """What the panel said of every documented decision; one that it held not to apply is not as built."""
    for case in cases:
        for name, decided in case.decisions.items():
            chances = opinions[case.id].get(name, {})
            first = next(iter(chances), None)
            built = sum(chances.get(option, 0.0) for option in decided.chosen)
            sure = chances[first] if first else 0.0
            yield Judgement(case.id, name, decided.chosen, first, tuple(chances), sure, built, chances)


def line(name: str, judged: Sequence[Judgement]) -> str:
    """One row of the table."""
    agrees, in_two = (
        sum(found) / len(judged) for found in zip(*((one.agrees, one.agrees_in_two) for one in judged), strict=True)
    )
    return f"| {name} | {len(judged)} | {agrees:.1%} | {in_two:.1%} | {calibration_error(reliability(judged)):.3f} |\n"


def main() -> None:
    """Print a table: folders of systems, judged by the panel and by the advisor."""
    knowledge = load_knowledge()
    sys.stdout.write("| systems, by whom | decisions | agrees | in two | calibration error |\n| --- |")
    sys.stdout.write(" ---: |" * 4 + "\n")
    for folder in ("cases", "published", "heldout"):
        for file, told in TOLD.items():
            opinions = read_opinions(knowledge_folder() / "panel" / f"{file}.yaml", knowledge)
            cases = [case for case in load_cases(knowledge_folder() / folder, knowledge) if case.id in opinions]
            if cases:
                sys.stdout.write(line(f"`{folder}`, the panel {told}", list(by_panel(cases, opinions))))
                sys.stdout.write(line(f"`{folder}`, the advisor on the same", judge(compiled(knowledge), cases)))


if __name__ == "__main__":
    main()
