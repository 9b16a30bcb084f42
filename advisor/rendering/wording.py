"""Numbers and answers in words, the same in every text that the advisor prints or writes."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.recommendation.recommendation import Estimate
from advisor.requirements.system import System
from advisor.requirements.wording import show_stated
from advisor.units import show_quantity, show_range

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that a reader can't see: controls, direction overrides, surrogates, unassigned."""

CERTAIN_ODDS = 1000.0


def plain(text: str) -> str:
    """``text`` on one line, without characters that steer a terminal or hide what is written."""
    if text.isprintable():  # then nothing is unseen, and the only blank is the space
        return " ".join(text.split())
    shown = "".join(" " if character in "\n\r\t\v\f\x85  " else character for character in text)
    return " ".join("".join(character for character in shown if unicodedata.category(character) not in UNSEEN).split())


def shortened(text: str, longest: int) -> str:
    """``text`` as ``plain`` gives it, cut to at most ``longest`` characters, the last of them then an ellipsis."""
    line = plain(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole percentage; neither 0 % nor 100 % unless it is exactly that."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def odds(effect: float) -> str:
    """The size of a log-odds effect as odds: ``1.6`` and ``-1.6`` are both ``5 to 1``."""
    ratio = math.exp(min(abs(effect), 700.0))
    if ratio >= CERTAIN_ODDS:
        return "over 1,000 to 1"
    if ratio < 10 and round(ratio, 1) % 1:
        return f"{ratio:.1f} to 1"
    return f"{ratio:.0f} to 1"


def weight(effect: float) -> str:
    """A log-odds effect with its sign, to one decimal: ``+1.6``, ``−0.8``."""
    rounded = round(effect, 1) or 0.0
    return f"{'−' if rounded < 0 else '+'}{abs(rounded):.1f}"


def listing(items: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, final = list(items) or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """``1 rule``, ``3 rules``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def sentence(text: str) -> str:
    """``text`` with a capital at its beginning, unless that is an id, and a full stop at its end."""
    shown = plain(text)
    if "_" not in shown.partition(" ")[0]:
        shown = shown[:1].upper() + shown[1:]
    return shown if not shown or shown[-1] in ".!?" else shown + "."


def file_name(text: str) -> str:
    """``text`` as the name of a file or folder: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text).lower()).strip("-") or "system"


def heading(phrase: str) -> str:
    """An option's phrase as a heading."""
    shown = plain(phrase)
    return shown[:1].upper() + shown[1:]


def stated(name: str, system: System, knowledge: KnowledgeBase) -> str | None:
    """What the team answered to the requirement, priority or decision ``name``; ``None`` when it did not."""
    if name in system.requirements:
        return plain(show_stated(name, system, knowledge.questions[name]))
    if name.startswith(PRIORITY_PREFIX):
        name = name.removeprefix(PRIORITY_PREFIX)
    if name in system.priorities:
        return f"{system.priorities[name]:g} of 5"
    if name in system.fixed:
        return plain(knowledge.decisions[name].options[system.fixed[name]].title)
    return None


def asked(name: str, knowledge: KnowledgeBase) -> str:
    """What the requirement, priority or decision ``name`` is about, as a question or a name."""
    quality = knowledge.qualities.get(name.removeprefix(PRIORITY_PREFIX))
    if name in knowledge.questions:
        return plain(knowledge.questions[name].ask)
    if name in knowledge.decisions:
        return plain(knowledge.decisions[name].title)
    return f"{plain(quality.label)} as a priority" if quality else plain(name)


ESTIMATE_NAMES = {
    "latency_p50_ms": "Median latency",
    "latency_p99_ms": "Latency, 99th percentile",
    "staleness_s": "Age of a served prediction",
    "batch_duration_s": "Duration of a batch run",
    "replicas": "Replicas at peak",
    "utilisation": "Utilisation at peak",
    "running_cost_usd_month": "Running cost",
    "cost_usd_month": "Cost with people",
    "cost_usd_per_1000_predictions": "Cost of 1,000 predictions",
    "unread_share": "Predictions never read",
    "headroom": "Head-room at peak",
    "device_memory_mb": "Memory on the device",
    "update_size_mb": "Download of an update",
    "fleet_update_gb": "Update of the fleet",
    "tokens_per_second": "Output tokens at peak",
    "api_cost_usd_month": "Tokens from an API",
    "own_gpu_cost_usd_month": "Tokens from own GPUs",
    "availability": "Availability",
    "retraining_interval_days": "Time between trainings",
    "experiment_days": "Length of an experiment",
    "detection_days": "Time until a drop is noticed",
    "energy_kwh_month": "Energy",
    "carbon_kg_month": "Carbon, CO2 equivalent",
}
"""The estimates in the order in which they are shown."""


def estimate_name(name: str) -> str:
    """How an estimate is called in texts."""
    return ESTIMATE_NAMES.get(name, plain(name.replace("_", " ")).capitalize())


def crossing(side: str | None, at: float, unit: str | None, today: str) -> str:
    """When a measured number turns something, after its name: ``rises above 1 h``.

    Args:
        today: the number of today as it is shown; where it is the threshold itself, any step over it turns.
    """
    verb, beyond = ("rises", "above") if side == "above" else ("falls", "below")
    shown = show_quantity(at, unit or "count", digits=3)
    return f"{verb} at all" if shown == today else f"{verb} {beyond} {shown}"


def estimate_in_words(estimate: Estimate) -> str:
    """``31 ms (18 to 55)``; the middle alone when the range is a point."""
    return show_range(estimate.low, estimate.mid, estimate.high, estimate.unit)
