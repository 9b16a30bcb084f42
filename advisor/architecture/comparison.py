"""What changed from one architecture to another, as a view: added, removed, moved and kept components and flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from advisor.architecture.architecture import Architecture, Link
from advisor.architecture.views import MOST_BOXES, Change, Line, View, lanes_of, lines_of


def compare_view(old: Architecture, new: Architecture) -> View:
    """The changed components and flows with the kept ones next to them; no boxes when nothing changed."""
    changes = component_changes(old, new)
    before, after = ({_key(flow): flow for flow in one.flows} for one in (old, new))
    flows: dict[Change, list[Link]] = {
        "kept": [flow for key, flow in after.items() if key in before],
        "added": [flow for key, flow in after.items() if key not in before],
        "removed": [flow for key, flow in before.items() if key not in after],
    }
    parts = {**old.components, **new.components}
    shown = _shown(changes, [*flows["added"], *flows["removed"]])
    both = replace(new, components=parts, boundaries={**old.boundaries, **new.boundaries})
    lines: list[Line] = []
    for change, links in flows.items():
        between = [link for link in links if {link.source, link.target} <= shown]
        lines += [replace(line, change=change) for line in lines_of(both, between)]
    boxes = tuple(part for name, part in parts.items() if name in shown)
    left_out = sum(change != "kept" for name, change in changes.items() if name not in shown)
    caption = "Marked + added, − removed, → moved to another boundary; without a mark: kept."
    return View(
        id="comparison",
        title=f"What changes: {new.system}" if old.system == new.system else f"{old.system} and {new.system}",
        caption=f"{caption} {left_out} more changed components are not shown." if left_out else caption,
        boxes=boxes,
        lanes=lanes_of(boxes),
        lines=tuple(lines),
        frames={name: frame.name for name, frame in both.boundaries.items()},
        omitted=tuple(part.name for name, part in parts.items() if name not in shown),
        changes={part.id: changes[part.id] for part in boxes},
    )


def component_changes(old: Architecture, new: Architecture) -> dict[str, Change]:
    """What became of each component of either architecture, by its id."""

    def change(name: str) -> Change:
        if name not in old.components:
            return "added"
        if name not in new.components:
            return "removed"
        return "kept" if old.components[name].boundary == new.components[name].boundary else "moved"

    return {name: change(name) for name in {**old.components, **new.components}}


def _key(flow: Link) -> tuple[str, str, str, str]:
    return flow.source, flow.target, flow.carries, flow.mode


def _shown(changes: Mapping[str, Change], changed_flows: Iterable[Link]) -> set[str]:
    """Changed components first, then the ends of changed flows, as many as a page holds."""
    changed = [name for name, change in changes.items() if change != "kept"]
    ends = [end for flow in changed_flows for end in (flow.source, flow.target)]
    return set(list(dict.fromkeys((*changed, *ends)))[:MOST_BOXES])
