"""What a panel held likely is read with the checks of a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cases import load_cases
from advisor.errors import InvalidInput, UserError
from advisor.fitting.panel import read_panel
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder

KNOWLEDGE = load_knowledge()

ORDINARY = """\
id: one
summary: "A shop."
requirements: {task: ranking, priorities: {cost: 4}}
opinions: {prediction_mode: {batch: 0.7, online: 0.2}}
"""
PUBLISHED = "opinions:\n  some-case:\n    labelling: {natural: 0.9}\n"


def folder(tmp_path: Path, ordinary: str = ORDINARY, published: str = PUBLISHED) -> Path:
    (tmp_path / "ordinary").mkdir()
    (tmp_path / "remembered").mkdir()
    (tmp_path / "remembered" / "two.yaml").write_text(ORDINARY.replace("id: one", "id: two"), encoding="utf-8")
    (tmp_path / "ordinary" / "one.yaml").write_text(ordinary, encoding="utf-8")
    (tmp_path / "published.yaml").write_text(published, encoding="utf-8")
    return tmp_path


def test_opinions_and_made_up_systems_are_read(tmp_path: Path) -> None:
    panel = read_panel(folder(tmp_path), KNOWLEDGE)
    assert panel.published == {"some-case": {"labelling": {"natural": 0.9}}}
    (one,) = panel.ordinary
    assert [other.id for other in panel.remembered] == ["two"]
    assert (one.id, one.system.requirements, one.system.priorities) == ("one", {"task": "ranking"}, {"cost": 4.0})
    assert one.opinions == {"prediction_mode": {"batch": 0.7, "online": 0.2}}


@pytest.mark.parametrize(
    ("ordinary", "published", "says"),
    [
        (ORDINARY.replace("batch:", "bach:"), PUBLISHED, r"one.yaml:4:\d+: 'bach' is not an option of prediction_mode"),
        (ORDINARY.replace("prediction_mode", "mode"), PUBLISHED, "'mode' is not a known decision"),
        (ORDINARY.replace("0.7", "7"), PUBLISHED, "less than or equal to 1"),
        (ORDINARY.replace("ranking", "rankin"), PUBLISHED, "'rankin' is not an answer here"),
        (ORDINARY, PUBLISHED.replace("natural", "natrual"), r"published.yaml:3:\d+: 'natrual' is not an option"),
        (ORDINARY, "opinion: {}\n", "published.yaml:1"),
    ],
)
def test_what_names_nothing_is_told_with_its_place(tmp_path: Path, ordinary: str, published: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        read_panel(folder(tmp_path, ordinary, published), KNOWLEDGE)


def test_a_folder_without_opinions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"published\.yaml: the file can't be read"):
        read_panel(tmp_path, KNOWLEDGE)


def test_the_panel_of_the_rule_base_teaches_nothing_of_systems_held_out() -> None:
    panel = read_panel(knowledge_folder() / "panel", KNOWLEDGE)
    read = {case.id for name in ("cases", "published") for case in load_cases(knowledge_folder() / name, KNOWLEDGE)}
    assert set(panel.published) <= read
    systems = (*panel.remembered, *panel.ordinary)
    assert len({one.id for one in systems}) == len(systems) >= 200
    for opinions in (*panel.published.values(), *(one.opinions for one in systems)):
        assert all(0 < sum(chances.values()) <= 1 + 1e-9 for chances in opinions.values())
