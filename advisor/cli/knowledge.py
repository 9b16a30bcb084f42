"""``advisor knowledge``."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli.common import Json, Packs, Quiet, knowledge_with, note
from advisor.cli.common import show as print_fitted
from advisor.cli.exits import DONE, FOUND

app = typer.Typer(
    help="The rule base itself: checks, contents, schemas.",
    epilog="""\b
    Examples:
      advisor knowledge list questions
      advisor knowledge show prediction_mode.batch
    """,
    no_args_is_help=True,
)


@app.command()
def lint(
    lens: Annotated[
        Path | None, typer.Option("--lens", metavar="FILE", help="Check an AWS Well-Architected custom lens instead.")
    ] = None,
    packs: Packs = None,
    json: Json = False,
) -> None:
    """Check the rule base, and prove what its rules allow; warnings are shown and do not fail.

    \b
    Examples:
      advisor knowledge lint
      advisor knowledge lint --knowledge our-pack
      advisor knowledge lint --lens my-lens.json --json
    """
    raise typer.Exit(_lint_knowledge(packs, json) if lens is None else _lint_lens(lens, json))


def _lint_knowledge(packs: list[Path] | None, json: bool) -> int:
    from advisor.knowledge.loading import read_folder
    from advisor.linting import lint as lint_files
    from advisor.locations import knowledge_folder
    from advisor.rendering.knowledge import report_json, report_text

    files = read_folder(knowledge_folder(), packs or ())
    report = lint_files(files)
    if json:
        print(json_text.dumps(report_json(report, files.knowledge), ensure_ascii=False))
    else:
        print(report_text(report, files.knowledge))
    return DONE if report.sound else FOUND


def _lint_lens(path: Path, json: bool) -> int:
    from advisor.errors import UserError
    from advisor.knowledge.lens import check_lens, read_lens
    from advisor.rendering.knowledge import lens_json, lens_text

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: the file can't be read: {error}.") from None
    lens = read_lens(text, str(path))
    findings = check_lens(lens)
    print(
        json_text.dumps(lens_json(lens.name, findings), ensure_ascii=False) if json else lens_text(lens.name, findings)
    )
    return FOUND if findings else DONE


@app.command("test")
def run_tests(
    pack: Annotated[Path, typer.Argument(metavar="DIR", help="A pack; its tests are the files of DIR/tests.")],
    packs: Packs = None,
    json: Json = False,
) -> None:
    """Recommend for the answers of each test of a pack and tell what comes out otherwise than expected.

    \b
    Example:
      advisor knowledge test our-pack
    """
    from advisor.advise import advise
    from advisor.evaluation.expectations import failures, load_tests
    from advisor.knowledge.loading import PACK_TESTS

    knowledge = knowledge_with([*(packs or ()), pack])
    tests = load_tests(pack / PACK_TESTS, knowledge)
    found = [failure for test in tests for failure in failures(test, advise(knowledge, test.system))]
    if json:
        failed = [{"file": failure.path, "text": failure.text} for failure in found]
        print(json_text.dumps({"version": 1, "tests": len(tests), "failures": failed}, ensure_ascii=False))
    else:
        for failure in found:
            print(f"{failure.path}: {failure.text}")
        print(f"{len(tests)} tests, {len({failure.path for failure in found})} failed")
    raise typer.Exit(FOUND if found else DONE)


@app.command()
def fit(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of decided cases to learn from.")],
    panel: Annotated[
        Path | None,
        typer.Option("--panel", metavar="DIR", help="What a panel held likely where nothing is documented."),
    ] = None,
    held_out: Annotated[
        Path | None,
        typer.Option("--held-out", metavar="DIR", help="Cases that only judge: weights worse on them are not adopted."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the refined weights are written, left-out.json beside them."
        ),
    ] = None,
    strength: Annotated[
        float | None, typer.Option(min=1.0, help="How many cases an expert's value counts like; 30 unless said.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Refine the weights of the rules on decided cases, and judge each case by what was fitted without it.

    Needs the extra: pip install 'ml-architecture-advisor[fit]'

    \b
    Examples:
      advisor knowledge fit knowledge/cases -o weights.yaml
      advisor knowledge fit knowledge/cases --panel knowledge/panel
    """
    from advisor.cases import load_cases
    from advisor.evaluation.leftout import LEFT_OUT
    from advisor.fitting.fit import STRENGTH
    from advisor.fitting.fit import fit as fit_to
    from advisor.fitting.panel import NO_PANEL, read_panel
    from advisor.output import write_file
    from advisor.rendering.fit import fit_text, left_out_file, weights_file

    knowledge = knowledge_with(None)
    kinds = [load_cases(folder, knowledge) for folder in folders]
    judging = () if held_out is None else load_cases(held_out, knowledge)
    chosen = STRENGTH if strength is None else strength
    opinions = NO_PANEL if panel is None else read_panel(panel, knowledge)
    fitted = fit_to(knowledge, kinds, opinions, judging, chosen, lambda said: note(said, quiet))
    print(fit_text(fitted))
    if output is not None:
        write_file(output, weights_file(fitted).encode())
        write_file(output.with_name(LEFT_OUT), left_out_file(fitted).encode())


@app.command("list")
def list_contents(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="questions, decisions, options, rules, sources, ...")
    ] = None,
    packs: Packs = None,
    json: Json = False,
) -> None:
    """Say what is in the rule base: how many of each kind, or all of one kind.

    \b
    Examples:
      advisor knowledge list
      advisor knowledge list questions
    """
    from advisor.errors import UserError, choices_hint
    from advisor.rendering.knowledge import contents, counts_text, kind_text

    knowledge = knowledge_with(packs)
    kinds = contents(knowledge)
    if kind is not None and kind not in kinds:
        raise UserError(f"{kind!r} is not a kind of thing in the rule base. {choices_hint(kind, kinds)}")
    if json:
        print(json_text.dumps(kinds if kind is None else kinds[kind], ensure_ascii=False))
    else:
        print(counts_text(knowledge) if kind is None else kind_text(knowledge, kind))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Any id; an option as decision.option.")],
    packs: Packs = None,
) -> None:
    """Print one thing of the rule base and where it is used.

    \b
    Examples:
      advisor knowledge show latency_budget_ms
      advisor knowledge show prediction_mode.batch
    """
    from advisor.errors import UserError, nearest
    from advisor.rendering.knowledge import contents, thing_text

    knowledge = knowledge_with(packs)
    text = thing_text(knowledge, name)
    if text is None:
        close = nearest(name, [known for names in contents(knowledge).values() for known in names])
        meant = f" Did you mean {close!r}?" if close else ""
        raise UserError(f"nothing in the rule base is called {name!r}.{meant} See: advisor knowledge list")
    print_fitted(text)


@app.command()
def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="manifest, questions, decision, rules, couplings, ...")
    ] = None,
) -> None:
    """Print the JSON Schema of one kind of knowledge file, or of all by kind, for editors.

    \b
    Examples:
      advisor knowledge schema rules > rules.schema.json
      advisor knowledge schema
    """
    from advisor.errors import UserError, choices_hint
    from advisor.knowledge.loading import FILE_KINDS, json_schema

    if kind is not None and kind not in FILE_KINDS:
        raise UserError(f"{kind!r} is not a kind of knowledge file. {choices_hint(kind, FILE_KINDS)}")
    shown = {name: json_schema(name) for name in FILE_KINDS} if kind is None else json_schema(kind)
    print(json_text.dumps(shown, indent=2, ensure_ascii=False))
