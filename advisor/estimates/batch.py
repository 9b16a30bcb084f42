"""Predictions made ahead of time: how long a run takes, how old what it wrote is when read, how much is never read.

A run reads the data as it stands when the run starts and publishes everything when it ends. What is read between
the end of one run and the end of the next is the earlier run's.
"""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Input, Values, formula

MS_PER_S = 1000.0
_ENTITIES = Input("count", "things that are scored", answer="entities")
_INTERVAL = Input("s", "time from the start of one run to the start of the next", minimum=1e-6)
_DURATION = Input("s", "time from the start of a run to its results being in place")
_ACTIVE = Input(
    "fraction", "share whose prediction is read before the next run", maximum=1.0, answer="active_entity_fraction"
)
_READS = Input("count", "reads of all entities together between two runs")
_AT_ONCE = "A run reads data as of its start and publishes at its end."
_REGULAR = "Runs start at a fixed interval, one after the other; reads are spread evenly over time."
_PIECEMEAL = (
    "Results are published while the run goes on: entities are then fresher, by half of the duration on average."
)
_FAILED = "Runs fail: each failed run adds one interval to the greatest age."


@formula(
    "Duration of a batch run",
    unit="s",
    expression="start-up + ⌈entities / (workers × chunk)⌉ × chunk × time per item",
    inputs={
        "entities": _ENTITIES,
        "item_ms": Input("ms", "time of one item on one worker, reading and writing included"),
        "workers": Input("count", "workers that run at the same time", minimum=1),
        "chunk": Input("count", "items that a worker takes at once", minimum=1),
        "startup_s": Input("s", "time before the first item: machines, model and data loaded"),
    },
    assumptions=("Workers are equally fast and do not hold each other up.", "All items take the same time."),
    fails_when=("One store or network serves all workers and is busy: more workers do not shorten the run.",),
    sources=("huyen2022-ch7",),
)
def batch_duration_s(*, entities: Values, item_ms: Values, workers: Values, chunk: Values, startup_s: Values) -> Values:
    """Seconds from the start to the last result: the busiest worker's chunks, all of them taken as full.

    At most one chunk's time above the true duration, which ends with a chunk that may not be full.
    """
    rounds = np.ceil(np.round(entities / (workers * chunk), 9))
    return np.asarray(startup_s + rounds * chunk * item_ms / MS_PER_S)


@formula(
    "Workers that finish a batch run in time",
    unit="count",
    expression="⌈entities × time per item / (time allowed − start-up)⌉",
    inputs={
        "entities": _ENTITIES,
        "item_ms": Input("ms", "time of one item on one worker, reading and writing included"),
        "allowed_s": Input("s", "time from the start of the run to its results being in place", minimum=1e-6),
        "startup_s": Input("s", "time before the first item: machines, model and data loaded"),
    },
    assumptions=("Workers are equally fast and do not hold each other up.", "Chunks are small against the run."),
    fails_when=("Start-up alone takes the time allowed: the result is infinite.",),
    sources=("huyen2022-ch7",),
)
def batch_workers(*, entities: Values, item_ms: Values, allowed_s: Values, startup_s: Values) -> Values:
    """Least number of workers, at least 1, with which a run takes no longer than ``allowed_s``."""
    left = np.asarray(allowed_s, dtype=float) - startup_s
    with np.errstate(divide="ignore", invalid="ignore"):
        workers = np.ceil(np.round(entities * item_ms / MS_PER_S / left, 9))
    return np.where(left > 0, np.maximum(workers, 1.0), np.inf)


@formula(
    "Age of a precomputed prediction when read, mean",
    unit="s",
    expression="age of the data + duration + max(interval, duration) / 2",
    inputs={
        "interval_s": _INTERVAL,
        "duration_s": _DURATION,
        "data_age_s": Input("s", "age of the newest data when a run starts"),
    },
    assumptions=(_AT_ONCE, _REGULAR),
    fails_when=(_PIECEMEAL, _FAILED, "Reads follow the runs, as reports do: they are fresher."),
    sources=("huyen2022-ch7",),
)
def staleness_mean_s(*, interval_s: Values, duration_s: Values, data_age_s: Values) -> Values:
    """Mean seconds since the data behind a prediction was current.

    Results appear ``duration_s`` old and age until the next run ends. Runs that last longer than the interval
    follow each other without a pause.
    """
    return np.asarray(data_age_s + duration_s + np.maximum(interval_s, duration_s) / 2.0)


@formula(
    "Age of a precomputed prediction when read, greatest",
    unit="s",
    expression="age of the data + duration + max(interval, duration)",
    inputs={
        "interval_s": _INTERVAL,
        "duration_s": _DURATION,
        "data_age_s": Input("s", "age of the newest data when a run starts"),
    },
    assumptions=(_AT_ONCE, _REGULAR),
    fails_when=(_PIECEMEAL, _FAILED),
    sources=("huyen2022-ch7",),
)
def staleness_worst_s(*, interval_s: Values, duration_s: Values, data_age_s: Values) -> Values:
    """Greatest age in seconds: just before the next run's results appear."""
    return np.asarray(data_age_s + duration_s + np.maximum(interval_s, duration_s))


@formula(
    "Longest interval between runs for an age",
    unit="s",
    expression="age allowed − age of the data − duration",
    inputs={
        "allowed_age_s": Input("s", "greatest age of a prediction", answer="staleness_tolerance_s"),
        "duration_s": _DURATION,
        "data_age_s": Input("s", "age of the newest data when a run starts"),
    },
    assumptions=(_AT_ONCE, _REGULAR),
    fails_when=(
        _PIECEMEAL,
        _FAILED,
        "A run takes more than half of what is left: the result is 0, no interval is enough.",
    ),
    sources=("huyen2022-ch7",),
)
def longest_interval_s(*, allowed_age_s: Values, duration_s: Values, data_age_s: Values) -> Values:
    """Longest interval at which ``staleness_worst_s`` stays within ``allowed_age_s``; 0 where none does."""
    interval = np.asarray(allowed_age_s, dtype=float) - data_age_s - duration_s
    return np.where(interval >= duration_s, interval, 0.0)


_SCHEDULES = np.array([60, 300, 900, 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400], dtype=float)


@formula(
    "Interval between runs as schedules go",
    unit="s",
    expression="longest of 1, 5, 15 min, 1, 6, 12 h, 1 day, 1 week that is within the interval allowed",
    inputs={"longest_s": Input("s", "longest interval that serves")},
    assumptions=("Runs start at times that people can remember.",),
    fails_when=("Less than a minute: the interval itself is taken, and a stream is the better way.",),
    sources=("advisor-judgement",),
)
def scheduled_interval_s(*, longest_s: Values) -> Values:
    """Seconds; NaN where not even a second between runs is allowed."""
    longest = np.asarray(longest_s, dtype=float)
    place = np.searchsorted(_SCHEDULES, longest, side="right")
    usual = np.where(place > 0, _SCHEDULES[np.maximum(place - 1, 0)], longest)
    return np.where(longest >= 1.0, usual, np.nan)


@formula(
    "Share of precomputed predictions that are never read",
    unit="fraction",
    expression="1 − active share",
    inputs={"active_share": _ACTIVE},
    assumptions=("All entities are scored in each run.",),
    fails_when=("Only entities that were seen lately are scored.",),
    sources=("huyen2022-ch7",),
)
def unread_share(*, active_share: Values) -> Values:
    """Share of predictions that are replaced before anybody read them."""
    return 1.0 - np.asarray(active_share)


@formula(
    "Precomputed predictions that are never read",
    unit="count",
    expression="entities × (1 − active share)",
    inputs={"entities": _ENTITIES, "active_share": _ACTIVE},
    assumptions=("All entities are scored in each run.",),
    fails_when=("Only entities that were seen lately are scored.",),
    sources=("huyen2022-ch7",),
)
def unread_predictions(*, entities: Values, active_share: Values) -> Values:
    """Predictions of a run that are replaced before anybody read them."""
    return entities * unread_share(active_share=active_share)


@formula(
    "Active share from the number of reads",
    unit="fraction",
    expression="1 − e^(−reads / entities)",
    inputs={"entities": Input("count", "things that are scored", minimum=1, answer="entities"), "reads": _READS},
    assumptions=("All entities are read equally often in the long run, independently of each other.",),
    fails_when=("Some entities are read far more often than others: the active share is smaller.",),
    sources=("allen1990-queueing",),
)
def active_share_from_reads(*, entities: Values, reads: Values) -> Values:
    """Share of entities read at least once between two runs. An upper bound: uneven interest lowers it.

    One entity is not read with probability e^−m, m its mean number of reads; that function is convex, so that
    spreading the same reads unevenly leaves more entities unread (Jensen's inequality).
    """
    return np.asarray(-np.expm1(-np.asarray(reads, dtype=float) / entities))
