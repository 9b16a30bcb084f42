"""How long the numbers of many scenarios take: ``python -m benchmarks.forecasts``.

Every quantity of the forecast is worked out for each scenario, the percentiles of latency with their queues included;
reference numbers stand at their middle. One process on one core: scenarios are independent, so cores add up.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from advisor.answers import Answer
from advisor.forecast.evaluate import evaluate
from advisor.forecast.forecast import middle_references
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.scenarios import encode

SCENARIOS = 1_000_000
AT_ONCE = 20_000
ROUNDS = 3
ANSWERS: dict[str, Answer] = {
    "modality": ("tabular",), "point_of_use": "server", "label_delay_s": 86_400.0, "drift": "moderate",
    "training_examples": 1e6, "new_data_gb_per_day": 2.0, "availability_target": 0.999,
}  # fmt: skip
ARCHITECTURE: dict[str, Answer] = {
    "prediction_mode": "online", "compute_location": "cloud", "model_complexity": "simple_model", "hardware": "cpu",
    "feature_computation": "mixed", "serving_runtime": "model_service", "platform": "open_source",
    "labelling": "natural", "monitoring": "full", "data_pipeline": "batch_etl", "data_store": "lake",
    "training_location": "centralized", "human_oversight": "none",
}  # fmt: skip
VARIED = {"peak_requests_per_second": 400.0, "inference_ms": 12.0, "network_rtt_ms": 3.0}


def seconds_for(scenarios: int) -> float:
    """Seconds to work out all quantities of so many scenarios, a block at a time."""
    plan = forecast_plan(load_knowledge())
    references = middle_references(plan)
    batch = encode([{**ANSWERS, **VARIED, **ARCHITECTURE}], plan.fields).columns(np.zeros(AT_ONCE, dtype=np.int64))
    random = np.random.default_rng(0)
    begun = time.perf_counter()
    for _ in range(scenarios // AT_ONCE):
        for name, usual in VARIED.items():
            row = plan.fields.number.index(name)
            batch.low[row] = batch.high[row] = usual * random.uniform(0.2, 5.0, AT_ONCE)
        evaluate(plan, batch, references)
    return time.perf_counter() - begun


if __name__ == "__main__":
    seconds_for(AT_ONCE)
    fastest = min(seconds_for(SCENARIOS) for _ in range(ROUNDS))
    sys.stdout.write(f"{SCENARIOS:,} scenarios, every quantity: {fastest:.1f} s in one process\n")
