"""Volumes, times and ages stand where they belong on the diagram of the payment-fraud example."""

from __future__ import annotations

from advisor.advise import advise
from advisor.architecture.compose import architecture_of
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.recommendation.recommendation import Estimate
from advisor.rendering.figures import figures_of
from advisor.requirements.reading import read_system
from tests.architecture.world import example

EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"


def test_the_load_and_the_latency_stand_at_the_call_and_the_look_up_at_its_store() -> None:
    knowledge = load_knowledge()
    recommendation = advise(knowledge, read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, knowledge))
    assert recommendation.forecast is not None
    known = recommendation.forecast.figures
    architecture = architecture_of(knowledge, recommendation)
    found = figures_of(architecture, known)
    (caller,), (server,), (features,) = (
        [part.id for part in architecture.in_role(role)] for role in ("caller", "server", "features")
    )
    # The answer is 500 to 2,000 requests a second, whose middle is their geometric mean.
    assert found[f"{caller}>{server}"] == "peak\u00a01,000/s"
    assert found[f"{server}>{caller}"] == f"p99\u00a0{known['latency_p99_ms'].mid:.2g}\u00a0ms"
    assert found[f"{features}>{server}"].startswith(f"p99\u00a0{known['lookup_p99_ms'].mid:.2g}\u00a0ms")
    assert not figures_of(architecture, {})


def test_a_number_has_two_digits_in_the_unit_that_it_is_shown_in() -> None:
    architecture = example("shop-recommender")
    (scoring,) = architecture.in_role("scoring_job")
    found = figures_of(architecture, {"batch_duration_s": Estimate(150_000, 160_000, 170_000, "s")})
    assert found[scoring.id] == "run\u00a01.9\u00a0days"
