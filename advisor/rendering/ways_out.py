"""What can be done about broken limits, in words and for machines."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Estimate, Recommendation
from advisor.rendering import summary, wording

if TYPE_CHECKING:
    from advisor.recommendation.ways_out import WayOut, WaysOut

_MONEY = "cost_usd_month"


@dataclass(frozen=True)
class WayOutView:
    """One way out as a page shows it.

    Attributes:
        title: ``A way out``, and of which limits where several are broken.
        text: what changes, what it costs and what the estimates come to, as sentences.
        command: that takes it.
    """

    title: str
    text: str
    command: str


def views_of(
    found: WaysOut | None, recommendation: Recommendation, knowledge: KnowledgeBase, path: str
) -> list[WayOutView]:
    """The ways out of the limits that ``recommendation`` breaks.

    Args:
        found: ``None`` where nothing is broken.
        path: the system file, for the command.
    """
    if found is None:
        return []
    return [
        WayOutView(_title(way, found), _text(way, found, recommendation, knowledge), _command(way, path))
        for way in found.ways
    ]


def nearest_texts(found: WaysOut | None, recommendation: Recommendation) -> dict[str, str]:
    """Of each limit that no architecture keeps, by the answer that states it, how near any comes, as a sentence."""
    within = " with your fixed decisions" if recommendation.system.fixed else ""
    texts = {}
    for stated in found.broken if found else ():
        if (value := found.nearest.get(stated.limit.estimate) if found else None) is not None:
            nearest = wording.estimate_in_words(Estimate(value, value, value, stated.estimate.unit))
            texts[stated.limit.answer] = (
                f"No architecture of known estimate keeps it{within}; the nearest comes to {nearest}."
            )
    return texts


def lines_of(found: WaysOut | None, recommendation: Recommendation, knowledge: KnowledgeBase, path: str) -> list[str]:
    """All of it where no list of the limits stands beside it: a line for each way out and each limit without one."""
    views = views_of(found, recommendation, knowledge, path)
    nearest = nearest_texts(found, recommendation)
    names = {one.limit.answer: wording.estimate_name(one.limit.estimate) for one in found.broken} if found else {}
    return [
        *(f"{view.title}: {view.text} Look at it with: {view.command}" for view in views),
        *(f"{names[answer]}: {text}" for answer, text in nearest.items()),
    ]


def _title(way: WayOut, found: WaysOut) -> str:
    if len(found.broken) == 1:
        return "A way out"
    return f"A way out for {wording.listing(map(wording.estimate_name, way.keeps))}"


def _text(way: WayOut, found: WaysOut, recommendation: Recommendation, knowledge: KnowledgeBase) -> str:
    changes = [_change(name, option, recommendation, knowledge) for name, option in way.changes.items()]
    said = [f"{'; '.join(changes)}."]
    if way.breaks:
        said.append(f"It leaves {wording.listing(map(wording.estimate_name, way.breaks))} beyond the limit.")
    said.append(f"It falls behind what is recommended by {wording.odds(way.score)}.")
    if numbers := _numbers(way, found):
        said.append(f"{'; '.join(numbers)}.")
    return " ".join(said)


def _change(name: str, option: str, recommendation: Recommendation, knowledge: KnowledgeBase) -> str:
    decision = knowledge.decisions[name]
    instead, now = decision.options[option], decision.options[str(recommendation.decisions[name].option)]
    return f"{wording.plain(decision.title)}: {wording.plain(instead.title)} instead of {wording.plain(now.title)}"


def _numbers(way: WayOut, found: WaysOut) -> list[str]:
    """The middles of what a reader weighs, as they become and as they are: of the limits, then at a glance."""
    limited = [one.limit.estimate for one in found.broken]
    told = []
    for name in dict.fromkeys((*limited, *summary.AT_A_GLANCE, _MONEY)):
        was, now = way.estimates.get(name, (None, None))
        if was is None:
            continue
        title, is_was = wording.estimate_name(name), _middle(was)
        if now is not None:
            is_now = _middle(now)
            if is_now != is_was:
                told.append(f"{title} {is_now} instead of {is_was}")
        elif name in limited:
            told.append(f"{title} {'no longer applies' if name in way.keeps else 'is then not known'}")
    return told


def _middle(estimate: Estimate) -> str:
    """An estimate without its range, to no more digits than with it."""
    return wording.estimate_in_words(estimate).partition(" (")[0]


def _command(way: WayOut, path: str) -> str:
    taken = " ".join(f"--set {name}={option}" for name, option in way.settled.items())
    return f"advisor whatif {shlex.quote(wording.plain(path))} {taken}"


def ways_out_json(found: WaysOut | None) -> dict[str, Any]:
    """For machines, nothing where no limit is broken; middles in the unit of the estimate, ``null`` if not known."""
    if found is None:
        return {}
    return {
        "ways_out": [
            {
                "keeps": list(way.keeps),
                "breaks": list(way.breaks),
                "changes": dict(way.changes),
                "fixed": dict(way.settled),
                "score": round(way.score, 4),
                "estimates": {name: _pair_json(*pair) for name, pair in way.estimates.items()},
            }
            for way in found.ways
        ],
        "nearest_to_limits": _rounded(found.nearest),
    }


def _pair_json(was: Estimate | None, now: Estimate | None) -> dict[str, Any]:
    known = {"recommended": was, "instead": now}
    middles = {key: None if one is None else _number(one.mid) for key, one in known.items()}
    return {**middles, "unit": next(one.unit for one in (was, now) if one is not None)}


def _number(value: float) -> float | None:
    return float(f"{value:.6g}") if abs(value) != float("inf") else None


def _rounded(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in values.items()}
