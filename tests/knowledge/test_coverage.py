"""The map of other people's decision models: each entry has a place in this knowledge or a reason, and places exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from advisor.documents import read_document
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder


@cache
def coverage() -> Mapping[str, Any]:
    path = knowledge_folder() / "coverage.yaml"
    return read_document(path.read_text(encoding="utf-8"), str(path)).value


def entries() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for decision in coverage()["decisions"]:
        yield from decision.get("options", {decision["theirs"]: decision}).items()
    for drivers in coverage()["drivers"]:
        yield ", ".join(drivers["theirs"]), drivers


def exists(name: str, knowledge: KnowledgeBase) -> bool:
    kind, _, rest = name.rpartition(":")
    if kind:
        ids = {
            "question": knowledge.questions,
            "quality": knowledge.qualities,
            "component": knowledge.components.components,
        }
        return rest in ids[kind]
    decision, _, option = name.partition(".")
    return decision in knowledge.decisions and (not option or option in knowledge.decisions[decision].options)


def test_every_entry_has_a_place_or_a_reason() -> None:
    assert not [name for name, entry in entries() if ("ours" in entry) == ("left_out" in entry)]


def test_places_exist() -> None:
    knowledge = load_knowledge()
    assert not [
        (name, place) for name, entry in entries() for place in entry.get("ours", ()) if not exists(place, knowledge)
    ]


def test_every_option_states_an_effect_on_every_quality() -> None:
    knowledge = load_knowledge()
    cells = sum(
        len(option.effects) for decision in knowledge.decisions.values() for option in decision.options.values()
    )
    assert f"{cells} cells" in coverage()["works"]["indykov2025-tactics"]["instead"]
