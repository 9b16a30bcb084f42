"""Laws of whole recommendations, estimates included."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advise import advise
from advisor.locations import knowledge_folder
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE

EXAMPLES = [
    read_system(path.read_text(encoding="utf-8"), path.name, KNOWLEDGE)
    for path in sorted((knowledge_folder() / "examples").glob("*.yaml"))
]
BOUNDED = {
    "latency_budget_ms": ("latency_p99_ms", 5.0, 5000.0),
    "staleness_tolerance_s": ("staleness_s", 1.0, 1e6),
    "monthly_budget_usd": ("cost_usd_month", 100.0, 1e6),
}
"""Answers that bound an estimate from above, with the values to try."""


@st.composite
def _sheets(draw: st.DrawFn) -> System:
    """An example with some of its answers forgotten."""
    system = draw(st.sampled_from(EXAMPLES))
    forgotten = draw(st.sets(st.sampled_from(sorted(set(system.requirements) - {"task"})), max_size=8))
    kept = {name: answer for name, answer in system.requirements.items() if name not in forgotten}
    return replace(system, requirements=kept)


@pytest.mark.parametrize("name", BOUNDED)
@given(system=_sheets(), places=st.tuples(st.floats(0, 1), st.floats(0, 1)))
@settings(max_examples=6, deadline=None)
def test_tightening_an_answer_never_worsens_the_estimate_that_it_bounds(
    name: str, system: System, places: tuple[float, float]
) -> None:
    estimate, least, greatest = BOUNDED[name]
    tight, loose = (least * (greatest / least) ** place for place in sorted(places))
    before, after = (
        advise(KNOWLEDGE, replace(system, requirements={**system.requirements, name: value}))
        for value in (loose, tight)
    )
    if before.feasible and after.feasible and estimate in before.estimates and estimate in after.estimates:
        assert after.estimates[estimate].mid <= before.estimates[estimate].mid * (1 + 1e-9)
