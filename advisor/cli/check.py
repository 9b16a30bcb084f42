"""``advisor check``."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import (
    Json,
    Packs,
    Quiet,
    SystemFile,
    advise_on,
    colour,
    columns,
    note,
    show,
    suggest,
    ways_out_of,
)
from advisor.cli.exits import DONE, FOUND, INFEASIBLE


def check(
    file: SystemFile,
    records: Annotated[
        Path, typer.Option("--records", metavar="DIR", help="The folder of records that advisor build wrote.")
    ],
    metrics: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Current measurements of requirements and estimates (YAML or JSON)."),
    ] = None,
    packs: Packs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check whether the recorded decisions still follow, and whether a trigger has fired.

    The exit status is 1 when there is something to look at again, so that CI can tell.

    \b
    Examples:
      advisor check fraud.yaml --records docs/architecture
      advisor check fraud.yaml --records docs/architecture --metrics now.yaml
    """
    from dataclasses import replace

    from advisor.advise import advise
    from advisor.cli.common import read_text
    from advisor.errors import UserError
    from advisor.recommendation.numbers import units_of_estimates
    from advisor.records.checking import by_limit, check_records, in_force, watched
    from advisor.records.folder import read_records
    from advisor.records.measurements import read_measurements
    from advisor.records.triggers import measure_of
    from advisor.rendering.checking import findings_json, findings_text
    from advisor.rendering.terminal import recommendation_text
    from advisor.rendering.ways_out import lines_of, ways_out_json
    from advisor.rendering.wording import listing

    folder = records / "decisions" if (records / "decisions").is_dir() else records
    recorded = read_records(folder)
    if not in_force(recorded):
        raise UserError(f"{records}: there are no decision records in force. Write some: advisor build FILE -o DIR")
    knowledge, now = advise_on(file, quiet or json, packs, similar=False)
    if not now.feasible:
        print(recommendation_text(now, knowledge, path=str(file), colour=colour(), width=columns()), end="")
        raise typer.Exit(INFEASIBLE)
    units = {measure_of(name, knowledge.questions): unit for name, unit in units_of_estimates(knowledge).items()}
    values = {} if metrics is None else read_measurements(read_text(metrics), str(metrics), knowledge.questions, units)
    answers = {name: value for name, value in values.items() if name in knowledge.questions}
    system = replace(now.system, requirements={**now.system.requirements, **answers})
    measured = advise(knowledge, system) if answers else None
    if unheard := [name for name in values if name not in answers and name not in watched(recorded)]:
        note(f"No record in force waits for {listing(unheard, 'or')}.", quiet)
    broken = measured is not None and not measured.feasible
    if broken:
        note("With the measurements in place of the answers no architecture satisfies the requirements.", quiet)
    findings = check_records(recorded, now, values, measured)
    checked = len(in_force(recorded))
    measured_beyond = {one.trigger.limit for one in by_limit(findings)[0]}
    found = ways_out_of(knowledge, now) if measured_beyond else None
    if found is not None and measured_beyond.isdisjoint(one.limit.answer for one in found.broken):
        found = None
    if json:
        shown = findings_json(findings, checked, now.system.name, knowledge) | ways_out_json(found)
        print(json_text.dumps(shown, ensure_ascii=False))
    else:
        show("\n".join([findings_text(findings, checked, knowledge), *lines_of(found, now, knowledge, str(file))]))
        if findings:
            suggest(f"advisor build {file} -o {folder.parent}", quiet)
    raise typer.Exit(FOUND if findings or broken else DONE)
