"""Two views of the whole in few boxes: the system among its neighbours, and what runs where.

Both fold the components into groups. What flows inside a group is not shown; what flows between two groups is named
by its first few flows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from advisor.architecture.architecture import Architecture, Link, Part
from advisor.architecture.views import LANES, Line, View, lines_of

MOST_NAMED = 3
"""Flows named on one line; the others are counted."""
SYSTEM = "system"
NEIGHBOUR_ROLES = ("caller", "sources")
NEIGHBOUR_PLACES = ("people", "outside")

UNITS = {
    "serving": ("serving", "Serving"),
    "second_stage": ("second-stage", "Second stage"),
    "features": ("features", "Features"),
    "release": ("release", "Models and release"),
    "training": ("training", "Training"),
    "central_training": ("training", "Training"),
    "operations": ("operations", "Operations"),
    "data": ("data", "Data and labels"),
    "labels": ("data", "Data and labels"),
}
"""Id and name of what is deployed together, by place."""


def context_view(architecture: Architecture) -> View:
    """The machine-learning system as one box, and the people and systems that it deals with."""

    def fold(part: Part) -> Part:
        if part.role in NEIGHBOUR_ROLES or part.place in NEIGHBOUR_PLACES or part.kind in ("person", "external"):
            return replace(part, choices=())
        return Part(
            id=SYSTEM,
            name=architecture.system,
            kind="service",
            technology="the system described here",
            products=(),
            about="Everything that the other diagrams show inside.",
            role=None,
            place=SYSTEM,
            boundary=SYSTEM,
            choices=(),
        )

    def lane(part: Part) -> int:
        if part.id == SYSTEM:
            return 1
        return 0 if part.kind == "person" or part.role == "caller" else 2

    view = _folded(architecture, "context", "Context", fold, lane)
    return replace(
        view,
        caption="The system in the middle: who asks it and works with it above, what feeds it below.",
        boxes=tuple(replace(box, boundary=f"around-{box.id}") for box in view.boxes),
        frames={f"around-{box.id}": "" for box in view.boxes},
        subject=SYSTEM,
    )


def deployment_view(architecture: Architecture) -> View:
    """What is deployed together, in the boundary it runs in, with the components inside named."""

    def fold(part: Part) -> Part:
        if part.place not in UNITS or part.kind in ("person", "external"):
            return part
        unit, name = UNITS[part.place]
        fellows = [
            other
            for other in architecture.components.values()
            if other.kind not in ("person", "external")
            and UNITS.get(other.place, ("",))[0] == unit
            and other.boundary == part.boundary
        ]
        if len(fellows) == 1:
            return part
        device = part.boundary == "device"
        return Part(
            id=f"{part.boundary}-{unit}",
            name=name,
            kind="device" if device else "service",
            technology=", ".join(fellow.name for fellow in fellows),
            products=(),
            about=f"{name}: {', '.join(fellow.name for fellow in fellows)}.",
            role=next((f.role for f in fellows if f.role in ("server", "scoring_job")), None),
            place=part.place,
            boundary=part.boundary,
            choices=tuple(dict.fromkeys(choice for fellow in fellows for choice in fellow.choices)),
        )

    machines = {name: part for name, part in architecture.components.items() if part.kind != "person"}
    flows = tuple(flow for flow in architecture.flows if {flow.source, flow.target} <= machines.keys())
    running = replace(architecture, components=machines, flows=flows)
    view = _folded(running, "deployment", "Deployment", fold, lambda part: LANES[part.place])
    return replace(view, caption="What runs together, and in whose hands: each frame is a boundary that data crosses.")


def _folded(
    architecture: Architecture,
    name: str,
    title: str,
    fold: Callable[[Part], Part],
    lane: Callable[[Part], int],
) -> View:
    parts = {part.id: fold(part) for part in architecture.components.values()}
    groups = {part.id: part for part in parts.values()}
    lines = _merged(architecture, {name: part.id for name, part in parts.items()}, groups)
    ends = {end for line in lines for end in (line.source, line.target)}
    boxes = tuple(part for part in groups.values() if part.id in ends)
    rows = {row: n for n, row in enumerate(sorted({lane(part) for part in boxes}))}
    return View(
        id=name,
        title=f"{title}: {architecture.system}",
        caption="",
        boxes=boxes,
        lanes={part.id: rows[lane(part)] for part in boxes},
        lines=lines,
        frames={frame: value.name for frame, value in architecture.boundaries.items()},
        omitted=(),
    )


def _merged(architecture: Architecture, group_of: dict[str, str], groups: dict[str, Part]) -> tuple[Line, ...]:
    """One line between two groups: synchronous where anybody waits, feedback where nothing else flows."""
    folded = replace(architecture, components=groups)
    links = [
        replace(flow, source=group_of[flow.source], target=group_of[flow.target])
        for flow in architecture.flows
        if group_of[flow.source] != group_of[flow.target]
    ]
    strongest: dict[frozenset[str], Link] = {}
    order = ("sync", "async", "feedback")
    for link in links:
        pair = frozenset((link.source, link.target))
        known = strongest.get(pair)
        if known is None or order.index(link.mode) < order.index(known.mode):
            strongest[pair] = link
    joined = [replace(link, mode=strongest[frozenset((link.source, link.target))].mode) for link in links]
    return tuple(
        replace(line, out=_short(line.out), back=_short(line.back) if line.back else ())
        for line in lines_of(folded, joined)
    )


def _short(carried: Iterable[str]) -> tuple[str, ...]:
    named = tuple(carried)
    if len(named) <= MOST_NAMED:
        return named
    return (*named[: MOST_NAMED - 1], f"{len(named) - MOST_NAMED + 1} more")
