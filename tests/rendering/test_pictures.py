"""The diagrams of all examples, gallery and published systems are measured; the inks are held to their contrast."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from advisor.advise import advise
from advisor.architecture.comparison import compare_view
from advisor.architecture.compose import architecture_of
from advisor.cases import load_cases
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.rendering.diagrams import draw
from advisor.rendering.looks import CHANGES, FRAME_INK, GROUND, INK, LINE_INK, LOOKS
from advisor.rendering.picture import Picture
from advisor.rendering.pictures import pictures_of
from advisor.rendering.views import record_numbers
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.rendering.geometry import SVG, findings, groups

EXAMPLES = sorted((knowledge_folder() / "examples").glob("*.yaml"))
GALLERY = sorted((knowledge_folder() / "gallery").glob("*.yaml"))
CASES = sorted((knowledge_folder() / "cases").glob("*.yaml"))


def system_of(path: Path) -> System:
    knowledge = load_knowledge()
    if path in (*EXAMPLES, *GALLERY):
        return read_system(path.read_text(encoding="utf-8"), path.name, knowledge)
    return next(case.system for case in load_cases(path.parent, knowledge) if case.system.name == path.stem)


def pictures(path: Path) -> dict[str, Picture]:
    knowledge = load_knowledge()
    recommendation = advise(knowledge, system_of(path))
    numbers = record_numbers(knowledge)
    links = {name: f"../decisions/{name}.md" for name in recommendation.architecture}
    return pictures_of(knowledge, recommendation, architecture_of(knowledge, recommendation), numbers, links)


@pytest.mark.parametrize("path", [*EXAMPLES, *GALLERY, *CASES], ids=lambda path: path.stem)
def test_nothing_stands_in_the_way_of_a_reader(path: Path) -> None:
    found = {name: list(dict.fromkeys(findings(picture))) for name, picture in pictures(path).items()}
    assert not {name: problems for name, problems in found.items() if problems}


@pytest.mark.parametrize(("old", "new"), list(pairwise([*EXAMPLES, *GALLERY])), ids=lambda path: path.stem)
def test_nothing_stands_in_the_way_of_a_reader_of_a_comparison(old: Path, new: Path) -> None:
    knowledge = load_knowledge()
    before, after = (architecture_of(knowledge, advise(knowledge, system_of(path))) for path in (old, new))
    picture = draw(compare_view(before, after), record_numbers(knowledge))
    assert list(findings(picture)) == []
    lines = [
        group for group in groups(picture, "label-") if (group.get("id") or "").endswith(("-added-0", "-removed-0"))
    ]
    assert lines
    # A grey copy shows what became of a line by the sign before its text.
    for group in lines:
        first = "".join(next(group.iter(f"{SVG}text")).itertext())
        assert ("+" in first) == ("-added-" in (group.get("id") or ""))
        assert ("−" in first) == ("-removed-" in (group.get("id") or ""))


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_and_lines_have_contrast() -> None:
    assert all(contrast(INK, look.fill) >= 7 for look in LOOKS.values())
    assert all(contrast(ink, GROUND) >= 3 for ink in (LINE_INK, FRAME_INK))
    assert all(contrast(change.ink, GROUND) >= 4.5 for change in CHANGES.values())


def test_kinds_and_changes_differ_without_colour() -> None:
    shapes = [(look.shape, look.peripheries, "rounded" in look.style) for look in LOOKS.values()]
    assert len(set(shapes)) == len(shapes)
    assert len({change.sign for change in CHANGES.values()}) == len(CHANGES)


def test_a_picture_brings_its_own_ground_for_dark_pages() -> None:
    for name, picture in pictures(EXAMPLES[0]).items():
        ground = next(ET.fromstring(picture.svg).iter(f"{SVG}polygon"))
        assert ground.get("fill") in ("white", "#ffffff", "#FFFFFF"), name
