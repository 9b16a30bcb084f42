"""``advisor lab``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli.common import Json, Quiet, note, read_file

if TYPE_CHECKING:
    from advisor.lab.data import Dataset
    from advisor.lab.result import Progress, Result

app = typer.Typer(
    name="lab",
    help="Measure the trade-offs with real parts, on real data.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="""Each experiment writes its result, a page and a chart into a folder of its name.
    Needs the extra: pip install 'ml-architecture-advisor[lab]'

    \b
    Examples:
      advisor lab cloud-or-edge
      advisor lab batch-or-online --into my-system.yaml
    """,
)

DataFile = Annotated[Path | None, typer.Option("--data", metavar="CSV", help="Your data; else handwritten digits.")]
Target = Annotated[str | None, typer.Option("--target", metavar="COLUMN", help="Its column of classes.")]
Folder = Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the results go.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Start of all random numbers.")]
Into = Annotated[
    Path | None, typer.Option("--into", metavar="FILE", help="A system file that takes the measured answers.")
]
RESULTS = Path("out/lab")


@app.command("batch-or-online")
def batch_or_online(
    data: DataFile = None,
    target: Target = None,
    store: Annotated[
        str, typer.Option("--store", metavar="URL", help="redis://... or postgresql://...; else SQLite, embedded.")
    ] = "",
    seconds: Annotated[float, typer.Option("--seconds", min=0.5, max=600, help="Length of each load.")] = 4.0,
    entities: Annotated[int, typer.Option("--entities", min=100, help="Things that have a prediction.")] = 20_000,
    output: Folder = RESULTS,
    seed: Seed = 0,
    into: Into = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predictions computed ahead and looked up, against a model that answers over HTTP.

    \b
    Examples:
      advisor lab batch-or-online
      advisor lab batch-or-online --data churn.csv --target churned
    """

    def measure(data: Dataset, progress: Progress) -> Result:
        from advisor.lab import prediction_mode

        return prediction_mode.batch_or_online(
            data, seed=seed, progress=progress, store=store, entities=entities, seconds=seconds
        )

    _run(measure, data, target, output, into, json=json, quiet=quiet)


@app.command("cloud-or-edge")
def cloud_or_edge(
    data: DataFile = None,
    target: Target = None,
    rtt: Annotated[float, typer.Option("--rtt", metavar="MS", min=0, max=60_000, help="Round trip.")] = 40.0,
    loss: Annotated[float, typer.Option("--loss", min=0, max=1, help="Share of segments lost.")] = 0.01,
    offline: Annotated[float, typer.Option("--offline", min=0, max=0.95, help="Share of the time cut off.")] = 0.02,
    memory: Annotated[float, typer.Option("--memory", metavar="MB", min=0.01, help="Memory for the model.")] = 50.0,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64, help="Threads of the device.")] = 1,
    output: Folder = RESULTS,
    seed: Seed = 0,
    into: Into = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """A model behind a network, against the same model, quantised, in an on-device runtime.

    \b
    Examples:
      advisor lab cloud-or-edge
      advisor lab cloud-or-edge --rtt 120 --loss 0.03 --into my-system.yaml
    """

    def measure(data: Dataset, progress: Progress) -> Result:
        from advisor.lab import compute_location
        from advisor.lab.device import Device
        from advisor.lab.network import Network

        return compute_location.cloud_or_edge(
            data, seed=seed, progress=progress, network=Network(rtt, loss, offline), target=Device(memory, threads)
        )

    _run(measure, data, target, output, into, json=json, quiet=quiet)


@app.command("simple-or-ensemble")
def simple_or_ensemble(
    data: DataFile = None,
    target: Target = None,
    folds: Annotated[int, typer.Option("--folds", min=2, max=20, help="Parts of the data.")] = 5,
    repeats: Annotated[int, typer.Option("--repeats", min=1, max=20, help="Times the data are parted anew.")] = 2,
    output: Folder = RESULTS,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Baseline, linear model, boosted trees, stacked ensemble and distilled student on the same folds.

    \b
    Example:
      advisor lab simple-or-ensemble --data churn.csv --target churned
    """

    def measure(data: Dataset, progress: Progress) -> Result:
        from advisor.lab import model_complexity

        return model_complexity.simple_or_ensemble(data, seed=seed, progress=progress, folds=folds, repeats=repeats)

    _run(measure, data, target, output, None, json=json, quiet=quiet)


@app.command("train-like-production")
def train_like_production(
    streams: Annotated[int, typer.Option("--streams", min=2, max=100, help="Independent streams.")] = 6,
    events: Annotated[int, typer.Option("--events", min=1_000, help="Payments of a stream.")] = 6_000,
    output: Folder = RESULTS,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Training features from a clean query, against the serving code replayed over production's stream.

    \b
    Example:
      advisor lab train-like-production --streams 10
    """

    def measure(_: Dataset, progress: Progress) -> Result:
        from advisor.lab import feature_consistency

        return feature_consistency.train_like_production(seed=seed, progress=progress, seeds=streams, events=events)

    _run(measure, None, None, output, None, json=json, quiet=quiet)


@app.command("monitor-and-retrain")
def monitor_and_retrain(
    data: DataFile = None,
    target: Target = None,
    stories: Annotated[int, typer.Option("--stories", min=2, max=50, help="Times each drift is lived through.")] = 4,
    output: Folder = RESULTS,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Drift injected: how soon inputs, predictions and delayed labels tell, and what retraining is worth.

    \b
    Example:
      advisor lab monitor-and-retrain
    """

    def measure(data: Dataset, progress: Progress) -> Result:
        from advisor.lab import retraining

        return retraining.monitor_and_retrain(data, seed=seed, progress=progress, seeds=stories)

    _run(measure, data, target, output, None, json=json, quiet=quiet)


def _run(
    measure: Callable[[Dataset, Progress], Result],
    data: Path | None,
    target: str | None,
    output: Path,
    into: Path | None,
    *,
    json: bool,
    quiet: bool,
) -> None:
    from advisor.errors import UserError
    from advisor.knowledge.loading import load_knowledge
    from advisor.lab import experiments
    from advisor.output import write_output

    with experiments.prepared():
        from advisor.lab.data import read_table, shipped

        if (data is None) != (target is None):
            raise UserError("--data and --target belong together: a table and the column of classes in it.")
        if into is not None:
            read_file(into, load_knowledge())  # a mistake in it is told before the work, not after
        dataset = shipped() if data is None or target is None else read_table(data, target)
        with _progress(quiet) as progress:
            result = measure(dataset, progress)
    from advisor.rendering import lab

    if json:
        print(lab.result_json(result), end="")
    else:
        print(lab.result_text(result), end="")
    files = {
        "result.json": lab.result_json(result),
        "result.md": lab.result_markdown(result),
        "result.svg": lab.chart_svg(result),
    }
    folder = output / result.experiment
    for warning in write_output({name: text.encode() for name, text in files.items()}, folder).warnings:
        note(warning, quiet)
    note(f"Written: {folder}/result.md, .json, .svg", quiet)
    if into is not None and result.answers:
        _put_into(into, result, quiet)


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """A bar on standard error, where somebody sees it."""
    import sys

    if quiet or not sys.stderr.isatty():
        yield lambda _share, _step: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, step: bar.update(task, completed=share, description=step)


def _put_into(path: Path, result: Result, quiet: bool) -> None:
    from advisor.knowledge.loading import load_knowledge
    from advisor.lab.measured import with_measured
    from advisor.output import write_file

    origin = f"advisor lab {result.experiment}, seed {result.seed}"
    changed = with_measured(path.read_text(encoding="utf-8"), str(path), result.answers, origin, load_knowledge())
    write_file(path, changed.encode())
    note(f"{path} takes {', '.join(result.answers)} as measured. Next: advisor recommend {path}", quiet)
