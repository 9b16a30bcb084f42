"""Each experiment, small, with its real parts: what must come out whatever the machine."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from advisor.lab import (
    compute_location,
    experiments,
    feature_consistency,
    model_complexity,
    prediction_mode,
    retraining,
)
from advisor.lab.data import Dataset
from advisor.lab.device import Device
from advisor.lab.network import Network
from advisor.lab.result import Result
from advisor.rendering import lab


def quiet(_share: float, _step: str) -> None:
    pass


def column(result: Result, name: str) -> list[float]:
    return [float(row[result.table.columns.index(name)] or 0) for row in result.table.rows]


def test_looking_up_is_faster_and_cheaper_than_predicting(few_digits: Dataset) -> None:
    with experiments.prepared():
        result = prediction_mode.batch_or_online(
            few_digits, seed=1, progress=quiet, entities=2_000, seconds=0.5, runs=2
        )
    p50 = column(result, "p50 ms")
    assert p50[0] < min(p50[1:4]) < min(p50[4:])
    figures = {reading.name: reading.mid for reading in result.readings}
    assert figures["cost of 1,000 look-ups"] < figures["cost of 1,000 predictions at the request"]
    ahead, read, live = (
        figures[f"cost of 1,000 {what}"] for what in ("predictions ahead", "look-ups", "predictions at the request")
    )
    assert figures["reads per entity and run from which ahead is cheaper"] == pytest.approx(ahead / (live - read))
    assert result.answers["inference_ms"].low < result.answers["inference_ms"].high
    assert {c.formula for c in result.comparisons} == {"sojourn_p99_ms", "staleness_mean_s"}


def test_the_device_needs_no_network_and_the_estimate_of_the_server_holds(few_digits: Dataset) -> None:
    with experiments.prepared():
        result = compute_location.cloud_or_edge(
            few_digits, seed=1, progress=quiet, network=Network(30), target=Device(60), requests=60
        )
    server, float32, int8 = result.table.rows
    assert float(server[1] or 0) > 30 > float(float32[1] or 0)
    assert float(int8[5] or 0) < float(float32[5] or 0) / 2, "weights of 8 bits instead of 32"
    assert float(server[6] or 0) > 0
    assert int8[6] == 0
    assert result.comparisons[0].ratio > 0.95, (
        "nothing is faster than the network; how much slower depends on the machine"
    )


def test_a_model_that_does_not_fit_is_said_not_to_fit_and_no_file_is_left_behind(
    few_digits: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with experiments.prepared():
        result = compute_location.cloud_or_edge(
            few_digits, seed=1, progress=quiet, network=Network(1), target=Device(0.01), requests=30
        )
    assert "does not fit 0.01 MB" in result.means
    assert [row[1] for row in result.table.rows[1:]] == [None, None]
    assert "model_memory_mb" not in result.answers
    assert list(tmp_path.iterdir()) == []


def test_the_ensemble_costs_more_than_the_linear_model(few_digits: Dataset) -> None:
    rows = np.arange(0, len(few_digits.target), 3)
    small = Dataset("some digits", few_digits.features[rows], few_digits.target[rows], few_digits.columns)
    with experiments.prepared():
        result = model_complexity.simple_or_ensemble(small, seed=1, progress=quiet, folds=2, repeats=1)
    by_name = {str(row[0]): dict(zip(result.table.columns, row, strict=True)) for row in result.table.rows}
    assert by_name["linear"]["accuracy %"] > by_name["most frequent class"]["accuracy %"] + 30
    assert by_name["stacked ensemble"]["one row ms"] > by_name["linear"]["one row ms"]
    assert by_name["stacked ensemble"]["fitted parts"] == 5  # scaler, linear, boosted, forest, the one that joins
    assert by_name["linear"]["fitted parts"] == 2


def test_replaying_the_serving_code_helps_only_where_there_is_trouble() -> None:
    with experiments.prepared():
        result = feature_consistency.train_like_production(seed=1, progress=quiet, seeds=2, events=2_000)
    reduction = dict(zip((str(row[0]) for row in result.table.rows), column(result, "reduction %"), strict=True))
    assert abs(reduction["none"]) < 1
    assert reduction["units"] > 5
    assert reduction["all together"] > 5
    assert f"{reduction['all together']:.1f} %" in result.means, "the number found is the number printed"


def test_labels_tell_of_a_concept_that_inputs_do_not_show_and_retraining_helps(few_digits: Dataset) -> None:
    world = retraining.World(days=30, begins=10, ramp=4, rows=80, label_delay=2)
    with experiments.prepared():
        result = retraining.monitor_and_retrain(few_digits, seed=1, progress=quiet, world=world, seeds=2)
    rows = {(row[0], row[1]): row for row in result.table.rows}
    assert rows["drift of concept", "noticed by inputs"][4] == 0
    assert rows["drift of concept", "noticed by delayed labels"][4] == 1
    assert float(rows["drift of concept", "noticed by delayed labels"][2] or 0) > world.label_delay
    assert float(rows["drift of inputs", "noticed by inputs"][2] or 0) <= world.ramp
    none, continual = (float(rows["drift of concept", f"retrained: {p}"][2] or 0) for p in ("none", "continual"))
    assert continual > none + 5
    assert rows["drift of concept", "retrained: none"][4] == 0
    assert rows["drift of concept", "retrained: continual"][4] == world.days


def test_the_same_seed_gives_the_same_result_and_bytes() -> None:
    with experiments.prepared():
        one, other = (
            feature_consistency.train_like_production(seed=4, progress=quiet, seeds=2, events=1_000) for _ in range(2)
        )
    assert lab.result_json(one) == lab.result_json(other)
    assert lab.chart_svg(one) == lab.chart_svg(other)
    assert lab.result_markdown(one) == lab.result_markdown(other)
    assert re.search(r'role="img".*<title>.*</title>', lab.chart_svg(one), re.DOTALL)
