"""A small picture of what one option brings: each flow as an arrow between two named boxes."""

from __future__ import annotations

from html import escape

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Flow

ROW = 40
BOX = 172
GAP = 210
HEIGHT = 30
MOST_LETTERS = 26
_DASHES = {"sync": "", "async": ' stroke-dasharray="6 4"', "feedback": ' stroke-dasharray="1.5 4"'}


def flow_picture(flows: tuple[Flow, ...], title: str, knowledge: KnowledgeBase) -> str:
    """An SVG in the page's own colours: a solid arrow where somebody waits, dashed where nobody does."""
    parts = []
    for row, flow in enumerate(flows):
        top = row * ROW + 8
        middle = top + HEIGHT / 2
        parts += [
            _box(0, top, _name(flow.source, knowledge)),
            f'<line x1="{BOX}" y1="{middle:g}" x2="{BOX + GAP - 8}" y2="{middle:g}" stroke="currentColor"'
            f"{_DASHES[flow.mode]}/>",
            f'<path d="M{BOX + GAP} {middle:g}l-9 -4v8z" fill="currentColor"/>',
            f'<text x="{BOX + GAP / 2:g}" y="{middle - 5:g}" text-anchor="middle">'
            f"{escape(_short(flow.carries))}</text>",
            _box(BOX + GAP, top, _name(flow.target, knowledge)),
        ]
    words = "; ".join(
        f"{_name(flow.source, knowledge)} to {_name(flow.target, knowledge)}: {flow.carries}" for flow in flows
    )
    width, height = 2 * BOX + GAP, len(flows) * ROW + 8
    return (
        f'<svg class="advisor-flows" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}. '
        f'{escape(words)}.">{"".join(parts)}</svg>'
    )


def _box(left: float, top: float, name: str) -> str:
    return (
        f'<rect x="{left + 0.5}" y="{top + 0.5}" width="{BOX - 1}" height="{HEIGHT}" rx="5" fill="none" '
        f'stroke="currentColor"/><text x="{left + BOX / 2:g}" y="{top + 19.5:g}" text-anchor="middle">'
        f"{escape(_short(name))}</text>"
    )


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"


def _name(end: str, knowledge: KnowledgeBase) -> str:
    """What a flow's end is called: the component, or the only component that plays the role, or the role."""
    components = knowledge.components.components
    if end in components:
        return components[end].name
    playing = [component.name for component in components.values() if component.role == end]
    return playing[0] if len(playing) == 1 else end.replace("_", " ")
