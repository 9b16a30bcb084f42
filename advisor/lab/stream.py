"""A stream of payments with the troubles of production, and features computed from it in two ways.

What happened (the clean stream) and what arrives (the production stream) are two tables of the same events. The truth
follows from what happened, so a feature that misreads the stream costs quality.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

TROUBLES = ("late", "duplicate", "missing", "out of order", "units", "time zones")
WINDOW_S = 3600.0
DAY_S = 86_400.0
FEATURES = ("amount", "payments in an hour", "sum of an hour", "seconds since the last", "night")


@dataclass(frozen=True)
class Events:
    """Payments as columns, in the order in which they arrive.

    Attributes:
        event: number of the payment; a duplicate has the number of its original.
        account: who pays.
        stamp: time written on the event, s.
        arrival: time at which it can be read, s.
        amount: as written on the event.
    """

    event: NDArray[np.int64]
    account: NDArray[np.int64]
    stamp: Numbers
    arrival: Numbers
    amount: Numbers

    def __len__(self) -> int:
        return len(self.event)

    def pick(self, rows: NDArray[np.int64]) -> Events:
        """These rows, in this order."""
        return Events(self.event[rows], self.account[rows], self.stamp[rows], self.arrival[rows], self.amount[rows])


def happened(events: int, accounts: int, random: np.random.Generator) -> Events:
    """Payments as they were made: bursts of an account now and then, amounts of log-normal size, over some days."""
    seconds = events / accounts * 4 * WINDOW_S
    starts = random.uniform(0, seconds, events // 3)
    sizes = random.geometric(1 / 3, len(starts))
    stamp = np.repeat(starts, sizes) + random.exponential(600, sizes.sum())
    account = np.repeat(random.integers(accounts, size=len(starts)), sizes)
    order = np.argsort(stamp, kind="stable")[:events]
    stamp = stamp[order]
    amount = np.round(random.lognormal(3, 1, len(stamp)), 2)
    return Events(np.arange(len(stamp)), account[order], stamp, stamp.copy(), amount)


def arrived(clean: Events, troubles: frozenset[str], random: np.random.Generator) -> Events:
    """The same payments as production reads them, with the ``troubles`` named, in order of arrival."""
    count = len(clean)
    stamp, arrival, amount = clean.stamp.copy(), clean.arrival.copy(), clean.amount.copy()
    rows = np.arange(count)
    if "late" in troubles:
        arrival += np.where(random.random(count) < 0.3, random.exponential(WINDOW_S / 2, count), 0.0)
    if "out of order" in troubles:
        arrival += random.uniform(0, 900, count)
    if "units" in troubles:
        amount *= np.where(clean.account % 4 == 0, 100.0, 1.0)
    if "time zones" in troubles:
        stamp += np.where(clean.account % 3 == 0, 2 * WINDOW_S, 0.0)
    if "missing" in troubles:
        rows = rows[random.random(count) >= 0.2]
    if "duplicate" in troubles:
        again = rows[random.random(len(rows)) < 0.3]
        rows = np.concatenate([rows, again])
        arrival_of = np.concatenate([arrival[rows[: len(rows) - len(again)]], arrival[again] + 30])
    else:
        arrival_of = arrival[rows]
    stream = replace(Events(clean.event, clean.account, stamp, arrival, amount).pick(rows), arrival=arrival_of)
    return stream.pick(np.argsort(stream.arrival, kind="stable"))


def truth(clean: Events, random: np.random.Generator) -> NDArray[np.bool_]:
    """Whether each payment was fraud, by event: likelier in bursts, for large sums in an hour, and at night."""
    x = from_warehouse(clean)
    logit = -4 + 0.7 * x[:, 1] + 0.012 * np.minimum(x[:, 2], 300) + 1.2 * x[:, 4] + 0.4 * np.log1p(x[:, 0]) - 0.5
    return random.random(len(clean)) < 1 / (1 + np.exp(-logit))


def from_warehouse(events: Events) -> Numbers:
    """Features by a query over a table of all events, as a warehouse holds it at night: (events, features).

    The table is put right first: duplicates are gone, everything has come, order is the order of the stamps.
    """
    with sqlite3.connect(":memory:") as warehouse:
        warehouse.execute("CREATE TABLE payment (event INTEGER PRIMARY KEY, account INTEGER, stamp REAL, amount REAL)")
        rows = zip(*(c.tolist() for c in (events.event, events.account, events.stamp, events.amount)), strict=True)
        warehouse.executemany("INSERT OR IGNORE INTO payment VALUES (?, ?, ?, ?)", rows)
        found = warehouse.execute(
            f"""
            SELECT amount, count(*) OVER hour, sum(amount) OVER hour,
                   coalesce(stamp - lag(stamp) OVER (PARTITION BY account ORDER BY stamp, event), {DAY_S}),
                   (CAST(stamp AS INTEGER) % {int(DAY_S)}) < {int(6 * WINDOW_S)}
            FROM payment
            WINDOW hour AS (PARTITION BY account ORDER BY stamp RANGE BETWEEN {WINDOW_S} PRECEDING AND CURRENT ROW)
            ORDER BY event
            """  # noqa: S608 - the numbers are constants of this module
        ).fetchall()
    warehouse.close()
    features = np.array(found, dtype=float)
    features[:, 3] = np.clip(features[:, 3], 0, DAY_S)
    return features


class Extractor:
    """Features of one payment at a time from what has arrived so far: the code that serves."""

    def __init__(self) -> None:
        self._recent: dict[int, deque[tuple[float, float]]] = {}

    def features(self, account: int, stamp: float, amount: float) -> tuple[float, ...]:
        """Take in a payment and give its features, in the order of ``FEATURES``."""
        recent = self._recent.setdefault(account, deque())
        since = min(DAY_S, max(0.0, stamp - recent[-1][0])) if recent else DAY_S
        recent.append((stamp, amount))
        while recent and recent[0][0] < stamp - WINDOW_S:
            recent.popleft()
        return (amount, len(recent), sum(x for _, x in recent), since, float(stamp % DAY_S < 6 * WINDOW_S))


def replayed(stream: Events) -> Numbers:
    """Features of every arrival, by the code that serves, in the order in which production sees them."""
    extractor = Extractor()
    columns = (stream.account.tolist(), stream.stamp.tolist(), stream.amount.tolist())
    return np.array([extractor.features(*row) for row in zip(*columns, strict=True)], dtype=float)
