"""What each diagram shows of an architecture: a question, the boxes that answer it, and the lines between them.

A view holds at most ``MOST_BOXES`` boxes. What a view leaves out is bridged where data only passes through, so no
path seems to break. Every component is in at least one view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

from advisor.architecture.architecture import Architecture, FlowMode, Link, Part

Change = Literal["kept", "added", "removed", "moved"]

MOST_BOXES = 15
MOST_BESIDE = 3
"""Boxes of one boundary in a row; more would make the text too small on a page."""

LANES: Mapping[str, int] = {
    "people": 0,
    "use": 1,
    "serving": 1,
    "second_stage": 1,
    "outside": 1,
    "features": 1,
    "release": 2,
    "training": 3,
    "central_training": 3,
    "operations": 3,
    "labels": 5,
    "data": 5,
    "sources": 6,
}
"""The row of each place: the way of one prediction above, that of training below, the model artefact between."""

ROLE_LANES: Mapping[str, int] = {
    "fallback": 0,
    "explainer": 0,
    "answer_filter": 0,
    "router": 0,
    "answer_ranker": 0,
    "published_model": 2,
    "team": 3,
    "feature_job": 4,
    "stream_feature_job": 4,
    "indexing_job": 4,
    "local_input": 4,
    "training_feature_job": 4,
    "sample_selector": 4,
    "labelling_functions": 4,
    "annotators": 4,
    "orchestrator": 4,
    "run_records": 5,
    "batch_input": 6,
    "event_input": 6,
}
"""Roles that stand in another row than their place."""


@dataclass(frozen=True)
class Line:
    """What is drawn between two boxes: one flow, or several of one mode.

    Attributes:
        out: what flows from ``source`` to ``target``.
        back: what flows the other way; empty where nothing does.
        crosses: whether personal data crosses a boundary here.
        decisions: what brought the flows, each once.
        change: in a comparison of two versions, what became of it.
    """

    source: str
    target: str
    out: tuple[str, ...]
    back: tuple[str, ...]
    mode: FlowMode
    crosses: bool
    decisions: tuple[str, ...] = ()
    change: Change | Literal[""] = ""


@dataclass(frozen=True)
class View:
    """One diagram before it is laid out.

    Attributes:
        id: file name stem.
        title: what it is a picture of.
        caption: one line that says what to see.
        boxes: the components shown, in the order of the catalogue.
        lanes: row of each box from above, starting at 0.
        omitted: names of components that stand in another view.
        changes: in a comparison of two versions, what became of each box.
        subject: id of the box that the view is about; empty where it is about all.
    """

    id: str
    title: str
    caption: str
    boxes: tuple[Part, ...]
    lanes: Mapping[str, int]
    lines: tuple[Line, ...]
    frames: Mapping[str, str]
    omitted: tuple[str, ...]
    changes: Mapping[str, Change] = field(default_factory=dict)
    subject: str = ""


@dataclass(frozen=True)
class Question:
    """What a view is for.

    Attributes:
        roles: shown, the dearest first; when there are too many boxes the last ones are left out.
        control: whether commands (start, decide, roll back) are shown beside data.
    """

    id: str
    title: str
    caption: str
    roles: tuple[str, ...]


CONTAINERS = Question(
    "containers",
    "Containers",
    "Top: who asks and what answers. Middle: the model and its release. Bottom: how it is trained and from which data.",
    (
        "caller",
        "server",
        "predictions",
        "scoring_job",
        "runtime",
        "features",
        "document_index",
        "model",
        "prompts",
        "trainer",
        "aggregator",
        "history",
        "monitor",
        "reviewer",
        "release",
        "serving_log",
        "fallback",
        "second_stage",
        "labels",
        "router",
        "answer_ranker",
        "answer_filter",
        "sources",
        "shadow",
        "explainer",
        "published_model",
        "team",
    ),
)
DATA_FLOW = Question(
    "data-flow",
    "Data flow",
    "From the source systems at the bottom up to the prediction, and back as outcomes that train the next model.",
    (
        "sources",
        "history",
        "caller",
        "server",
        "scoring_job",
        "predictions",
        "features",
        "document_index",
        "trainer",
        "model",
        "labels",
        "batch_input",
        "event_input",
        "local_input",
        "feature_job",
        "stream_feature_job",
        "indexing_job",
        "serving_log",
        "pseudonymiser",
        "aggregator",
        "training_feature_job",
        "annotators",
        "sample_selector",
        "labelling_functions",
        "privacy_accountant",
        "runtime",
        "compressor",
        "teacher",
        "published_model",
        "second_stage",
        "prompts",
    ),
)
OPERATION = Question(
    "release-loop",
    "Training and release loop",
    "What starts, watches and releases: the signals that lead to a new model and the way it takes to everybody.",
    (
        "monitor",
        "team",
        "orchestrator",
        "release",
        "trainer",
        "aggregator",
        "model",
        "prompts",
        "server",
        "scoring_job",
        "run_records",
        "shadow",
        "compressor",
        "published_model",
        "teacher",
        "privacy_accountant",
        "batch_input",
        "feature_job",
        "indexing_job",
        "second_stage",
    ),
)

PASSING_KINDS = ("pipeline", "stream")
PASSING_ROLES = ("release",)
"""What hands on what it gets: left out of a view, its flows are joined."""


def views(architecture: Architecture) -> tuple[View, ...]:
    """The container diagram, the data-flow diagram, and the one of operation."""
    return tuple(view(architecture, question) for question in (CONTAINERS, DATA_FLOW, OPERATION))


def view(architecture: Architecture, question: Question) -> View:
    """The boxes and lines that answer ``question``."""
    rank = {role: n for n, role in enumerate(question.roles)}
    parts = architecture.components.values()
    wanted = sorted((p for p in parts if p.role in rank), key=lambda p: rank[p.role or ""])[:MOST_BOXES]
    shown = {part.id for part in wanted}
    links = _bridged(architecture, shown)
    ends = {end for link in links for end in (link.source, link.target)}
    boxes = tuple(part for part in parts if part.id in shown and part.id in ends)
    return View(
        id=question.id,
        title=f"{question.title}: {architecture.system}",
        caption=question.caption,
        boxes=boxes,
        lanes=lanes_of(boxes),
        lines=lines_of(architecture, links),
        frames={name: frame.name for name, frame in architecture.boundaries.items()},
        omitted=tuple(part.name for part in parts if part not in boxes),
    )


def narrower(view: View) -> Iterator[View]:
    """``view`` and the same with fewer boxes of some boundaries beside each other, the widest first."""
    crowds = Counter((part.boundary, view.lanes[part.id]) for part in view.boxes)
    most: dict[str, int] = {}
    for (boundary, _), count in crowds.items():
        most[boundary] = max(most.get(boundary, 1), count)
    choices = product(*(range(count, 0, -1) for count in most.values()))
    for choice in sorted(choices, key=lambda choice: (-sum(choice), choice)):
        yield replace(view, lanes=_split(view, dict(zip(most, choice, strict=True))))


def _split(view: View, most: Mapping[str, int]) -> dict[str, int]:
    """The rows of ``view``, split where more boxes of a boundary stand in one than ``most`` allows."""
    beside: Counter[tuple[str, int]] = Counter()
    stands: dict[str, tuple[int, int]] = {}
    for part in view.boxes:
        crowd = part.boundary, view.lanes[part.id]
        stands[part.id] = view.lanes[part.id], beside[crowd] // most[part.boundary]
        beside[crowd] += 1
    return _close(stands)


def _close(stands: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Rows without gaps, in the order of the places ``stands``."""
    rows = {row: n for n, row in enumerate(sorted(set(stands.values())))}
    return {name: rows[row] for name, row in stands.items()}


def lanes_of(boxes: Sequence[Part]) -> dict[str, int]:
    """Rows without gaps; a boundary with more than ``MOST_BESIDE`` boxes in one row gets a second.

    Source systems stand beside the history where nothing between the two is shown.
    """
    lane = {part.id: ROLE_LANES.get(part.role or "", LANES[part.place]) for part in boxes}
    lowest = LANES["sources"]
    if all(part.role == "sources" for part in boxes if lane[part.id] == lowest):
        lane = {name: min(row, lowest - 1) for name, row in lane.items()}
    beside: Counter[tuple[str, int]] = Counter()
    stands: dict[str, tuple[int, int]] = {}
    for part in boxes:
        crowd = part.boundary, lane[part.id]
        stands[part.id] = lane[part.id], beside[crowd] // MOST_BESIDE
        beside[crowd] += 1
    return _close(stands)


def _bridged(architecture: Architecture, shown: set[str]) -> list[Link]:
    """Flows between shown components; a hidden one that data passes through is bridged, label of the last stretch."""
    links = list(architecture.flows)
    for name, part in architecture.components.items():
        if name in shown:
            continue
        into = [link for link in links if link.target == name and link.mode != "feedback"]
        out = [link for link in links if link.source == name]
        links = [link for link in links if name not in (link.source, link.target)]
        if part.kind not in PASSING_KINDS and part.role not in PASSING_ROLES:
            continue
        for first in into:
            for last in out:
                if first.source != last.target:
                    links.append(replace(last, source=first.source, mode=_weaker(first.mode, last.mode)))
    return [link for link in links if link.source in shown and link.target in shown]


def _weaker(first: FlowMode, last: FlowMode) -> FlowMode:
    """How two stretches together flow: nobody waits for the whole where nobody waits for a part."""
    return last if first == "sync" or last == "feedback" else first


def lines_of(architecture: Architecture, links: Iterable[Link]) -> tuple[Line, ...]:
    """One line a pair of components and mode; both directions share it."""
    boundary = {name: part.boundary for name, part in architecture.components.items()}
    lines: dict[tuple[frozenset[str], FlowMode], Line] = {}
    for link in links:
        key = frozenset((link.source, link.target)), link.mode
        line = lines.get(key) or Line(link.source, link.target, (), (), link.mode, False)
        if link.source == line.source and link.carries not in line.out:
            line = replace(line, out=(*line.out, link.carries))
        elif link.source != line.source and link.carries not in line.back:
            line = replace(line, back=(*line.back, link.carries))
        crosses = link.personal and boundary[link.source] != boundary[link.target]
        decisions = dict.fromkeys((*line.decisions, *(choice.decision for choice in link.choices)))
        lines[key] = replace(line, crosses=line.crosses or crosses, decisions=tuple(decisions))
    return tuple(lines.values())
