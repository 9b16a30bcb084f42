"""What the first screen of a report answers: what matters most, what it costs, what could change it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from advisor.recommendation.recommendation import Estimate
from advisor.rendering import argument, wording
from advisor.rendering.revisits import Revisit, distance
from advisor.rendering.views import DecisionView, Dossier

MOST_DECISIONS = 3
MOST_CHANGES = 4
PARTS_IN_WORDS = {"people": "people who build and run it", "review": "people who review predictions"}
"""Parts of a cost whose id does not say it."""
COSTS = ("cost_usd_month", "running_cost_usd_month", "cost_usd_per_1000_predictions")


@dataclass(frozen=True)
class Change:
    """One change of an answer, and the decisions that it turns.

    Attributes:
        turns: title of the decision and of the option that is right then.
    """

    measure: str
    condition: str
    today: str
    turns: tuple[tuple[str, str], ...]


def weightiest(dossier: Dossier) -> list[DecisionView]:
    """The decisions that matter most: by the components they bring and the other decisions that rest on them."""
    resting = Counter(
        name
        for advice in argument.taken(dossier.recommendation).values()
        for name in argument.strongest_by_name(advice)
        if name in dossier.views
    )
    views = list(dossier.views.values())
    return sorted(views, key=lambda view: -(len(view.parts) + resting[view.name]))[:MOST_DECISIONS]


def costs(dossier: Dossier) -> list[tuple[str, str]]:
    """Name and value of what the architecture costs, with the part that most of it goes into."""
    estimates = dossier.recommendation.estimates
    return [
        (wording.estimate_name(name), f"{wording.estimate_in_words(estimates[name])}{_mostly(estimates[name])}")
        for name in COSTS
        if name in estimates
    ]


def _mostly(cost: Estimate) -> str:
    """``, 90 % of it people who review``; empty where no part is more than half of the whole."""
    parts = {name: part.mid for name, part in cost.breakdown.items()}
    largest = max(parts, key=lambda name: parts[name], default=None)
    if largest is None or cost.mid <= 0 or parts[largest] <= cost.mid / 2:
        return ""
    words = PARTS_IN_WORDS.get(largest, largest.replace("_", " "))
    return f", {wording.percent(parts[largest] / cost.mid)} of it {words}"


def changes(dossier: Dossier) -> list[Change]:
    """What could change the architecture: thresholds, the nearest first, then the answers that turn most decisions."""
    turns: dict[tuple[str, str], list[tuple[str, str]]] = {}
    today: dict[tuple[str, str], str] = {}
    near: dict[tuple[str, str], float] = {}
    for view in dossier.views.values():
        distances = {
            trigger.measure: distance(dossier.recommendation.system, trigger.measure, trigger.at)
            for trigger in view.triggers
            if trigger.turns
        }
        for revisit in view.revisits:
            key = (revisit.measure, revisit.condition)
            turns.setdefault(key, []).append((wording.plain(view.decision.title), revisit.option))
            today[key] = revisit.today
            near[key] = distances[revisit.measure] if _is_threshold(revisit) else math.inf
    order = sorted(turns, key=lambda key: (near[key], -len(turns[key]), key))
    first: dict[str, tuple[str, str]] = {}
    for key in order:
        first.setdefault(key[0], key)
    return [Change(*key, today[key], tuple(turns[key])) for key in list(first.values())[:MOST_CHANGES]]


def _is_threshold(revisit: Revisit) -> bool:
    return revisit.condition.startswith(("rises", "falls"))
