"""Volumes, times and ages stand where they belong on the diagram of the payment-fraud example."""

from __future__ import annotations

from advisor.advise import advise
from advisor.architecture.compose import architecture_of
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.rendering.figures import figures_of
from advisor.requirements.reading import read_system

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
    assert found[f"{caller}>{server}"] == "peak 1,000/s"
    assert found[f"{server}>{caller}"] == f"p99 {known['latency_p99_ms'].mid:.2g} ms"
    assert found[f"{features}>{server}"].startswith(f"p99 {known['lookup_p99_ms'].mid:.2g} ms")
    assert not figures_of(architecture, {})
