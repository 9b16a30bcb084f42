"""The measurements as a page of the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from advisor.reasoning.model import Model
from benchmarks.contests import Contest
from benchmarks.questions import Measurement
from benchmarks.throughput import SCENARIOS, Rate
from benchmarks.timing import ROUNDS

_CPU = Path("/proc/cpuinfo")
_PAGE = """\
# Performance

Written by `make bench`, which measures everything below in one run and rewrites this page. The absolute times are
those of one machine; the ratios travel better.

- measured on {date}: {machine}
- rule base {knowledge}
- medians of {rounds} rounds in which the contenders take turns; of 3 to 11 runs for commands, of one for the sweep

## Against others

The same conditions, tables and scenarios for all (every question answered, since the others know no unknown), and a
check that all answers agree before anything is timed. The rules are translated to expressions of zen-engine, all
compiled into one; the optimisers get the scores that the rules give and prove their optimum. The others take one
scenario at a time, so that their many scenarios are a loop. Times are for one scenario.

{contests}

## Whole commands

From the start of the process to its end, with warm files.

{commands}

## Scenarios a second

From answers to architecture: conditions in three-valued logic, the scores that they give, and the exact optimum, for
{scenarios:,} scenarios in memory. The compiled kernel gives what numpy gives, which is checked first.

{rates}

## In a running process

{questions}
"""


def page(
    model: Model,
    contests: Sequence[Contest],
    commands: Sequence[Measurement],
    rates: Sequence[Rate],
    questions: Sequence[Measurement],
) -> str:
    """Markdown with one table for each kind of measurement."""
    return _PAGE.format(
        rounds=ROUNDS,
        date=date.today().isoformat(),
        machine=_machine(),
        knowledge=_size(model),
        contests=_table(("question", "against", "advisor", "other", "times faster", "target"), map(_contest, contests)),
        commands=_measured(commands),
        scenarios=SCENARIOS,
        rates=_table(("model", "scenarios a second", "at least", "kept"), map(_rate, rates)),
        questions=_measured(questions),
    )


def _size(model: Model) -> str:
    knowledge = model.knowledge
    counts = {
        "questions": len(knowledge.questions),
        "decisions": len(knowledge.decisions),
        "options": sum(map(len, model.options)),
        "rules": len(knowledge.rules),
        "couplings": len(knowledge.couplings),
    }
    listed = ", ".join(f"{count} {noun}" for noun, count in counts.items())
    return f"{knowledge.version}: {listed}, induced width {model.plan.width}"


def _contest(item: Contest) -> tuple[str, ...]:
    times = item.other / item.own
    target = "" if item.target is None else f"{item.target:,.0f}"
    shown = f"{times:,.0f}" if times >= 10 else f"{times:.2g}"
    return item.question, item.peer, _duration(item.own), _duration(item.other), shown, target


def _rate(item: Rate) -> tuple[str, ...]:
    if item.target is None:
        return item.question, f"{item.rate:,.0f}", "", ""
    return item.question, f"{item.rate:,.0f}", f"{item.target:,.0f}", "yes" if item.rate >= item.target else "no"


def _measured(measurements: Iterable[Measurement]) -> str:
    return _table(
        ("question", "taken", "at most", "kept"),
        (
            (
                item.question, _duration(item.taken), "" if item.target is None else _duration(item.target),
                "" if item.target is None else "yes" if item.taken <= item.target else "no",
            )
            for item in measurements
        ),
    )  # fmt: skip


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _machine() -> str:
    """The class of machine, and how busy it was: other work on it makes all times longer."""
    names = [line.partition(":")[2].strip() for line in _lines(_CPU) if line.startswith("model name")]
    processor = names[0] if names else platform.processor() or platform.machine()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()}, {processor}, {cores} cores, Python {platform.python_version()}{load}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
