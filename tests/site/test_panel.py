import json
import re
from dataclasses import replace

import pytest

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled
from advisor.reasoning.flips import Flip
from advisor.reasoning.solution import solve
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from advisor.site.moves import moves_of
from advisor.site.panel import NOTHING, Panel, panel_json, panel_of

FOLDERS = ("examples", "gallery")
SYSTEMS = [path for folder in FOLDERS for path in sorted((knowledge_folder() / folder).glob("*.yaml"))]


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge()


@pytest.fixture(scope="module")
def system(knowledge: KnowledgeBase) -> System:
    path = knowledge_folder() / "gallery" / "shop-search.yaml"
    return read_system(path.read_text(encoding="utf-8"), str(path), knowledge)


@pytest.fixture(scope="module")
def panel(knowledge: KnowledgeBase, system: System) -> Panel:
    return panel_of(compiled(knowledge), system)


def test_the_gallery_holds_a_dozen_systems_of_all_kinds(knowledge: KnowledgeBase) -> None:
    model = compiled(knowledge)
    systems = [read_system(path.read_text(encoding="utf-8"), str(path), knowledge) for path in SYSTEMS]
    solutions = [solve(model, system) for system in systems]
    assert len(systems) >= 12
    assert all(solution.feasible for solution in solutions)
    assert {solution.chosen["prediction_mode"] for solution in solutions} == {
        "batch",
        "online",
        "event_driven",
        "hybrid",
    }
    assert {"edge", "cloud", "on_premises"} <= {solution.chosen["compute_location"] for solution in solutions}
    assert len({system.requirements["task"] for system in systems}) >= 7


def test_every_crossing_says_what_the_moved_system_gets_by_itself(
    knowledge: KnowledgeBase, system: System, panel: Panel
) -> None:
    model = compiled(knowledge)
    for scenario in (panel.scenarios[0], panel.scenarios[len(panel.scenarios) // 2], panel.scenarios[-1]):
        moved = {move.field: move.values[place] for move, place in zip(panel.moves, scenario.places, strict=True)}
        alone = solve(model, replace(system, requirements={**system.requirements, **moved}))
        for number, (name, decision) in enumerate(knowledge.decisions.items()):
            option = scenario.options[number]
            chosen = alone.chosen[name]
            assert (None if option == NOTHING else list(decision.options)[option]) == chosen
            if chosen is not None:
                assert scenario.sure[number] == pytest.approx(100 * alone.probabilities[name][chosen], abs=0.51)


def test_the_first_scenario_is_the_system_itself_and_others_look_different(panel: Panel) -> None:
    assert set(panel.scenarios[0].places) == {0}
    assert len(panel.pictures) > 1
    assert {scenario.picture for scenario in panel.scenarios} <= {NOTHING, *range(len(panel.pictures))}


def test_the_script_gets_names_and_not_ids(knowledge: KnowledgeBase, panel: Panel) -> None:
    count = len(panel.pictures)
    text = panel_json(panel, knowledge, {n: f"{n}.svg" for n in range(count)}, dict.fromkeys(range(count), "words"))
    table = json.loads(text)
    assert len(table["scenarios"]) == len(panel.scenarios)
    assert table["decisions"][0] == {
        "title": "Prediction mode",
        "options": ["Batch", "Online", "Event-driven", "Hybrid"],
    }
    assert not re.search(r"[a-z]_[a-z]", text)


def test_a_threshold_is_passed_by_a_round_number_and_far_ones_are_left_alone(
    knowledge: KnowledgeBase, system: System
) -> None:
    def flip(at: float, side: str) -> Flip:
        return Flip("retraining", "a", "b", "latency_budget_ms", at=at, side="above" if side == "above" else "below")

    [move] = moves_of(knowledge, system, [flip(500.0, "above"), flip(0.001, "below")])
    assert move.values == (200.0, 530.0)
    assert move.labels == ("200 ms", "530 ms")
