"""Draws which decisions pulled at each other: a row for each decision, an arc for each coupling, its words below."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

from advisor.architecture.pulls import Pull
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering.canvas import Canvas
from advisor.rendering.lettering import LONGEST_LABEL, LONGEST_NAME, LONGEST_TEXT, drawable, wrap
from advisor.rendering.looks import FRAME_INK, INK, NAME_SIZE, TEXT_SIZE
from advisor.rendering.picture import Picture
from advisor.rendering.wording import odds, plain

NAME = "decision-graph"
BOX = 250.0
ROW = 40.0
BOX_HEIGHT = 32.0
TRACK = 24.0
FIRST_TRACK = 40.0
TEXT_COLUMN = 690.0
FILL = "#F0EFEA"
STYLES = {"for": "solid", "against": "dotted", "rules out": "dashed"}


def draw_pulls(
    pulls: Sequence[Pull],
    recommendation: Recommendation,
    knowledge: KnowledgeBase,
    records: Mapping[str, int],
    links: Mapping[str, str] | None = None,
) -> Picture:
    """Draw the decisions that ``pulls`` join, in the order of the rule base, and what each pull says.

    Args:
        pulls: at least one.
        recommendation: says what was chosen.
        knowledge: names decisions and options.
        records: number of the record of each decision.
        links: address of the record of each decision.
    """
    sheet = _Sheet(pulls, recommendation, knowledge, records, links or {})
    return Picture(sheet.title, sheet.description(), sheet.source(), sheet.canvas.edges)


class _Sheet:
    def __init__(
        self,
        pulls: Sequence[Pull],
        recommendation: Recommendation,
        knowledge: KnowledgeBase,
        records: Mapping[str, int],
        links: Mapping[str, str],
    ) -> None:
        self._pulls = pulls
        self._recommendation = recommendation
        self._knowledge = knowledge
        self._records = records
        self._links = links
        joined = {name for pull in pulls for name in pull.decisions}
        self._row = {name: n for n, name in enumerate(name for name in knowledge.decisions if name in joined)}
        self._tracks = _tracks([(self._row[p.decisions[0]], self._row[p.decisions[1]]) for p in pulls])
        width = BOX + FIRST_TRACK + TRACK * (1 + max(self._tracks)) + 20
        self.title = f"Decision graph: {plain(recommendation.system.name)}"
        self._caption = (
            "Decisions that pulled at each other. The number in a circle on an arc leads to its sentence below."
            " Decisions that no coupling bore on are not shown."
        )
        self.canvas = Canvas(NAME, self.title, self._caption, max(width, TEXT_COLUMN))

    def description(self) -> str:
        told = [f"{' and '.join(self._title(name) for name in p.decisions)}: {plain(p.text)}" for p in self._pulls]
        return f"{self._caption} {' '.join(told)}"

    def _title(self, decision: str) -> str:
        return drawable(self._knowledge.decisions[decision].title, LONGEST_NAME)

    def source(self) -> str:
        for name, row in self._row.items():
            self._write_decision(name, row)
        for n, (pull, track) in enumerate(zip(self._pulls, self._tracks, strict=True), start=1):
            self._write_arc(n, pull, track)
        self._write_words(ROW * len(self._row) + 10)
        return self.canvas.source

    def _write_decision(self, name: str, row: int) -> None:
        advice = self._recommendation.decisions[name]
        option = drawable(self._knowledge.decisions[name].options[str(advice.option)].title, LONGEST_LABEL)
        y = ROW * row + ROW / 2
        title = html.escape(wrap(self._title(name), NAME_SIZE, BOX - 40, bold=True)[0])
        chosen = "<BR/>".join(map(html.escape, wrap(option, TEXT_SIZE, BOX - 30)[:1]))
        link = {"URL": self._links[name], "target": "_top"} if name in self._links else {}
        self.canvas.box(
            name,
            f'<<FONT POINT-SIZE="{NAME_SIZE:g}"><B>{title}</B></FONT><BR/>{chosen}>',
            (BOX / 2 + 12, y),
            BOX,
            BOX_HEIGHT,
            shape="box",
            style="rounded,filled",
            fillcolor=FILL,
            id=f"part-{name}",
            tooltip=self._knowledge.decisions[name].question,
            **link,
        )
        self.canvas.badge(f"record-{name}", str(self._records[name]), (14.0, y - BOX_HEIGHT / 2 + 2), color=FRAME_INK)

    def _write_arc(self, n: int, pull: Pull, track: int) -> None:
        x = BOX + 12 + FIRST_TRACK + TRACK * track
        upper, lower = (self._end(n, name) for name in pull.decisions)
        path = [(BOX + 12, upper), (x, upper), (x, lower), (BOX + 12, lower)]
        first, last = (self._row[name] for name in pull.decisions)
        middle = ROW * ((first + last + 1) // 2)
        weight = min(abs(pull.effect), 3.0) if math.isfinite(pull.effect) else 3.0
        self.canvas.line(
            f"flow-{pull.coupling}-{pull.decisions[0]}-{pull.decisions[1]}",
            *pull.decisions,
            path,
            arrow="none",
            style=STYLES[pull.kind],
            penwidth=f"{0.8 + 0.6 * weight:.1f}",
        )
        self.canvas.badge(
            f"pull-{pull.coupling}-{pull.decisions[0]}-{pull.decisions[1]}", str(n), (x, middle), color=INK
        )

    def _end(self, n: int, decision: str) -> float:
        """Height at which the arc of pull ``n`` leaves its decision: the arcs of one decision nested, not crossed."""
        own = [k for k, pull in enumerate(self._pulls, start=1) if decision in pull.decisions]
        own.sort(key=lambda k: self._nesting(k, decision))
        step = min(7.0, (BOX_HEIGHT - 6) / max(len(own), 1))
        return ROW * self._row[decision] + ROW / 2 + (own.index(n) - (len(own) - 1) / 2) * step

    def _nesting(self, n: int, decision: str) -> tuple[bool, int]:
        """Arcs that go up stand above those that go down; the outer ones of both in the middle."""
        track, down = self._tracks[n - 1], self._pulls[n - 1].decisions[0] == decision
        return down, -track if down else track

    def _write_words(self, top: float) -> None:
        y = top
        for n, pull in enumerate(self._pulls, start=1):
            pulled = {
                "for": f"{odds(pull.effect)} for what was chosen",
                "against": f"{odds(pull.effect)} against what was chosen",
                "rules out": "rules out another option",
            }[pull.kind]
            lines = wrap(drawable(f"{n}. {pull.text} ({pulled})", LONGEST_TEXT), TEXT_SIZE, TEXT_COLUMN)
            height = (TEXT_SIZE + 3) * len(lines)
            self.canvas.text(f"words-{n}", lines, 4.0, y + height / 2)
            y += height + 4
        strokes = "Solid: speaks for what was chosen. Dotted: speaks against it. Dashed: rules out another option."
        self.canvas.text("legend-strokes", wrap(strokes, TEXT_SIZE, TEXT_COLUMN), 4.0, y + 12)


def _tracks(spans: Sequence[tuple[int, int]]) -> list[int]:
    """A track for each span, short spans innermost, so that no two share a stretch."""
    track = [0] * len(spans)
    taken: list[list[tuple[int, int]]] = []
    for n in sorted(range(len(spans)), key=lambda n: (spans[n][1] - spans[n][0], spans[n])):
        low, high = spans[n]
        found = next(
            (k for k, row in enumerate(taken) if all(high < start or low > end for start, end in row)), len(taken)
        )
        if found == len(taken):
            taken.append([])
        taken[found].append((low, high))
        track[n] = found
    return track
