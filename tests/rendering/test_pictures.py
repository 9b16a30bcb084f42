"""Every diagram of every shipped example and published system is measured, and the inks are held to their contrast."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.advise import advise
from advisor.architecture.compose import architecture_of
from advisor.cases import load_cases
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.rendering.looks import CHANGES, FRAME_INK, GROUND, INK, LINE_INK, LOOKS, PAGE_WIDTH
from advisor.rendering.picture import Picture
from advisor.rendering.pictures import pictures_of
from advisor.rendering.views import record_numbers
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.rendering.geometry import LEAST_TEXT, SLACK, SVG, Area, groups, outline, strokes, texts

EXAMPLES = sorted((knowledge_folder() / "examples").glob("*.yaml"))
CASES = sorted((knowledge_folder() / "cases").glob("*.yaml"))
MOST_CROSSINGS = 55
"""Pairs of lines that meet, those that share a port included; the worst of all diagrams has 54."""


def system_of(path: Path) -> System:
    knowledge = load_knowledge()
    if path in EXAMPLES:
        return read_system(path.read_text(encoding="utf-8"), path.name, knowledge)
    return next(case.system for case in load_cases(path.parent, knowledge) if case.system.name == path.stem)


def pictures(path: Path) -> dict[str, Picture]:
    knowledge = load_knowledge()
    recommendation = advise(knowledge, system_of(path))
    numbers = record_numbers(knowledge)
    links = {name: f"../decisions/{name}.md" for name in recommendation.architecture}
    return pictures_of(knowledge, recommendation, architecture_of(knowledge, recommendation), numbers, links)


def findings(picture: Picture) -> Iterator[str]:
    """What a reader would stumble over."""
    root = ET.fromstring(picture.svg)
    width = float((root.get("width") or "").removesuffix("pt"))
    smallest = min(float(text.get("font-size", "0")) for text in root.iter(f"{SVG}text"))
    if smallest * min(1.0, PAGE_WIDTH / width) < LEAST_TEXT - 0.05:
        yield f"text of {smallest * PAGE_WIDTH / width:.1f} points on a page"
    boxes = {g.get("id"): outline(g).shrunk(5 * SLACK) for g in groups(picture, "part-")}
    labels = [area.shrunk(SLACK) for g in groups(picture, "label-") for area in texts(g)]
    labels += [area.shrunk(SLACK) for g in groups(picture, "boundary-") for area in texts(g)]
    for label, (box, area) in itertools.product(labels, boxes.items()):
        if label.meets(area):
            yield f"a label meets {box}"
    yield from ("two labels meet" for one, two in itertools.combinations(labels, 2) if one.meets(two))
    lines = {g.get("id"): list(strokes(g)) for g in groups(picture, "flow-") if "legend" not in str(g.get("id"))}
    for name, stretches in lines.items():
        for box, area in boxes.items():
            if any(area.meets(stretch) for stretch in stretches):
                yield f"{name} runs through {box}"
    for group in groups(picture, "part-"):
        if not all(outline(group).holds(area) for area in texts(group)):
            yield f"text leaves {group.get('id')}"
    if (found := crossings(list(lines.values()))) > MOST_CROSSINGS:
        yield f"{found} crossings"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"


def crossings(lines: list[list[Area]]) -> int:
    return sum(
        any(a.meets(b) for a, b in itertools.product(_thick(one), _thick(two)))
        for one, two in itertools.combinations(lines, 2)
    )


def _thick(stretches: list[Area]) -> list[Area]:
    return [stretch.shrunk(-0.1) for stretch in stretches]


@pytest.mark.parametrize("path", [*EXAMPLES, *CASES], ids=lambda path: path.stem)
def test_nothing_stands_in_the_way_of_a_reader(path: Path) -> None:
    found = {name: list(dict.fromkeys(findings(picture))) for name, picture in pictures(path).items()}
    assert not {name: problems for name, problems in found.items() if problems}


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
