"""Measures a finished picture: the areas of its boxes, texts and lines, in the units of the SVG."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.rendering.lettering import text_width
from advisor.rendering.picture import Picture

SVG = "{http://www.w3.org/2000/svg}"
BARE_UNIT = re.compile(r"(ms|s|min|h|days?|weeks?|MB|GB)\b")
NUMBER = re.compile(r"-?[0-9.]+")
PAGE_WIDTH = 735.0  # points: A4 across with margins of 19 mm
LEAST_TEXT = 9.0
SLACK = 1.0
MOST_CROSSINGS = 24
"""Pairs of lines that meet, those that share a port included; so many has the worst of all diagrams."""
MOST_COVERED = 5
"""Lines behind a label, which stands on a ground of its own; so many has the worst of all diagrams."""


@dataclass(frozen=True)
class Area:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def shrunk(self, by: float) -> Area:
        return Area(self.left + by, self.top + by, self.right - by, self.bottom - by)

    def meets(self, other: Area) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Area) -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def around(numbers: list[float]) -> Area:
    return Area(min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))


def groups(picture: Picture, prefix: str) -> Iterator[ET.Element]:
    for group in ET.fromstring(picture.svg).iter(f"{SVG}g"):
        if (group.get("id") or "").startswith(prefix):
            yield group


def outline(group: ET.Element) -> Area:
    """The area of a node's body; of an oval the rectangle that touches it from within at its corners."""
    for shape in group.iter():
        if shape.tag in (f"{SVG}polygon", f"{SVG}path"):
            return around([float(n) for n in NUMBER.findall(shape.get("points") or shape.get("d") or "")])
        if shape.tag == f"{SVG}ellipse":
            x, y, wide, high = (float(shape.get(key, "0")) for key in ("cx", "cy", "rx", "ry"))
            return Area(x - 0.86 * wide, y - 0.5 * high, x + 0.86 * wide, y + 0.5 * high)
    raise AssertionError("a box without a shape")


def texts(group: ET.Element) -> Iterator[Area]:
    for text in group.iter(f"{SVG}text"):
        size, x, y = (float(text.get(key, "0")) for key in ("font-size", "x", "y"))
        width = text_width(text.text or "", size, text.get("font-weight") == "bold")
        left = {"middle": x - width / 2, "start": x, "end": x - width}[text.get("text-anchor", "start")]
        yield Area(left, y - 0.72 * size, left + width, y + 0.21 * size)


def strokes(group: ET.Element) -> Iterator[Area]:
    """The level and upright stretches of a line, arrowheads included; corners are within the stretches."""
    path = next(group.iter(f"{SVG}path")).get("d") or ""
    numbers = [float(n) for n in NUMBER.findall(path)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    for start, *_, end in (points[n : n + 4] for n in range(0, len(points) - 3, 3)):
        yield around([*start, *end])


def inside_frames(picture: Picture) -> Iterator[tuple[str, Area, list[Area]]]:
    """Each line that begins and ends in a frame: its id, the frame, and the areas of its stretches and labels."""
    frames = [outline(group) for group in groups(picture, "frame-")]
    labels = [(group.get("id") or "", list(texts(group))) for group in groups(picture, "label-")]
    for group in groups(picture, "flow-"):
        name = (group.get("id") or "").removeprefix("flow-")
        stretches = list(strokes(group))
        for frame in frames:
            if frame.meets(stretches[0]) and frame.meets(stretches[-1]) and _ends_in(frame, group):
                own = [area for label, areas in labels if label.rpartition("-")[0] == f"label-{name}" for area in areas]
                yield name, frame, [*stretches, *own]


def _ends_in(frame: Area, group: ET.Element) -> bool:
    numbers = [float(n) for n in NUMBER.findall(next(group.iter(f"{SVG}path")).get("d") or "")]
    return all(frame.left < x < frame.right and frame.top < y < frame.bottom for x, y in (numbers[:2], numbers[-2:]))


def findings(picture: Picture) -> Iterator[str]:
    """What a reader would stumble over."""
    yield from _findings_of_texts(picture)
    yield from _findings_of_lines(picture)
    ids = [element.get("id") for element in ET.fromstring(picture.svg).iter() if element.get("id")]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"


def _findings_of_texts(picture: Picture) -> Iterator[str]:
    root = ET.fromstring(picture.svg)
    width = float((root.get("width") or "").removesuffix("pt"))
    smallest = min(float(text.get("font-size", "0")) for text in root.iter(f"{SVG}text"))
    if smallest * min(1.0, PAGE_WIDTH / width) < LEAST_TEXT - 0.05:
        yield f"text of {smallest * PAGE_WIDTH / width:.1f} points on a page"
    labels = [area.shrunk(SLACK) for g in groups(picture, "label-") for area in texts(g)]
    labels += [area.shrunk(SLACK) for g in groups(picture, "boundary-") for area in texts(g)]
    for label, (box, area) in itertools.product(labels, _boxes(picture).items()):
        if label.meets(area):
            yield f"a label meets {box}"
    yield from ("two labels meet" for one, two in itertools.combinations(labels, 2) if one.meets(two))
    for group in groups(picture, "part-"):
        if not all(outline(group).holds(area) for area in texts(group)):
            yield f"text leaves {group.get('id')}"
    for text in root.iter(f"{SVG}text"):
        if BARE_UNIT.match(text.text or ""):
            yield f"a line begins with a unit: {text.text}"


def _findings_of_lines(picture: Picture) -> Iterator[str]:
    lines = {g.get("id"): list(strokes(g)) for g in groups(picture, "flow-") if "legend" not in str(g.get("id"))}
    for (name, stretches), (box, area) in itertools.product(lines.items(), _boxes(picture).items()):
        if any(area.meets(stretch) for stretch in stretches):
            yield f"{name} runs through {box}"
    for within, frame, areas in inside_frames(picture):
        if not all(frame.holds(area) for area in areas):
            yield f"{within} leaves the frame of its boxes"
    if (found := crossings(list(lines.values()))) > MOST_CROSSINGS:
        yield f"{found} crossings"
    named = {g.get("id") or "": [area.shrunk(SLACK) for area in texts(g)] for g in groups(picture, "label-")}
    if (found := covered(named, lines)) > MOST_COVERED:
        yield f"{found} lines run on behind a label of another"


def _boxes(picture: Picture) -> dict[str | None, Area]:
    return {group.get("id"): outline(group).shrunk(5 * SLACK) for group in groups(picture, "part-")}


def covered(labels: dict[str, list[Area]], lines: dict[str | None, list[Area]]) -> int:
    """Pairs of a label and a line that is not its own and runs on behind it."""
    return sum(
        any(area.meets(stretch) for area, stretch in itertools.product(areas, stretches))
        for label, areas in labels.items()
        for line, stretches in lines.items()
        if label.removeprefix("label-").rpartition("-")[0] != str(line).removeprefix("flow-")
    )


def crossings(lines: list[list[Area]]) -> int:
    return sum(
        any(a.meets(b) for a, b in itertools.product(_thick(one), _thick(two)))
        for one, two in itertools.combinations(lines, 2)
    )


def _thick(stretches: list[Area]) -> list[Area]:
    return [stretch.shrunk(-0.1) for stretch in stretches]
