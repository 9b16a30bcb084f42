"""A network between a client and a server on one machine: delay, loss and times without connection."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from advisor.lab.processes import HOST, Address

RETRANSMISSION_S = 0.2
"""Least time after which Linux sends a lost segment again (TCP_RTO_MIN)."""

OUTAGE_S = 0.5
"""Mean length of a time without network; lengths are exponential."""


@dataclass(frozen=True)
class Network:
    """A path to a server.

    Attributes:
        round_trip_ms: there and back, without the server's time.
        loss: share of segments lost on the way; each costs a retransmission.
        offline: share of the time without network, below 1.
    """

    round_trip_ms: float
    loss: float = 0.0
    offline: float = 0.0


class _Path:
    """The near end of a path: takes connections, and passes on what comes when it is due."""

    def __init__(self, server: Address, network: Network, seed: int) -> None:
        self._server, self._network = server, network
        self._random = np.random.default_rng(seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.StreamWriter] = set()
        self._down = False
        self.bytes_sent = 0

    async def listen(self) -> asyncio.Server:
        if self._network.offline > 0:
            self._start(self._weather())
        return await asyncio.start_server(self._accept, HOST, 0)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._hang_up()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _weather(self) -> None:
        """Now there is a network, now there is none."""
        share = self._network.offline
        while True:
            await asyncio.sleep(float(self._random.exponential(OUTAGE_S * (1 - share) / share)))
            self._down = True
            self._hang_up()
            await asyncio.sleep(float(self._random.exponential(OUTAGE_S)))
            self._down = False

    def _hang_up(self) -> None:
        for writer in tuple(self._open):
            writer.close()
        self._open.clear()

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if self._down:
            back.close()
            return
        far, forth = await asyncio.open_connection(self._server.host, self._server.port)
        self._open |= {back, forth}
        self._start(self._pass_on(near, forth, upwards=True))
        self._start(self._pass_on(far, back, upwards=False))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, upwards: bool) -> None:
        """Each segment is under way on its own, but none overtakes another."""
        loop, under_way = asyncio.get_running_loop(), asyncio.Queue[tuple[float, bytes]]()

        async def deliver() -> None:
            while True:
                due, segment = await under_way.get()
                await asyncio.sleep(due - loop.time())
                if not segment:
                    writer.close()
                    return
                writer.write(segment)

        self._start(deliver())
        segment = b"-"
        while segment:
            segment = b""
            with suppress(OSError):
                segment = await reader.read(65_536)
            lost = RETRANSMISSION_S if self._random.random() < self._network.loss else 0.0
            if upwards:
                self.bytes_sent += len(segment)
            under_way.put_nowait((loop.time() + self._network.round_trip_ms / 2000 + lost, segment))


@dataclass(frozen=True)
class Near:
    """The near end of a path.

    Attributes:
        address: where to connect.
    """

    address: Address
    _path: _Path

    @property
    def bytes_sent(self) -> int:
        """Bytes that went up so far."""
        return self._path.bytes_sent


@contextmanager
def path_to(server: Address, network: Network, seed: int) -> Iterator[Near]:
    """Open a path to ``server`` that behaves like ``network``.

    What passes is held back for half a round trip, and for the retransmission time as well where it is lost. In a
    time without network all connections break and new ones are closed at once.
    """
    loop, path = asyncio.new_event_loop(), _Path(server, network, seed)
    listener = loop.run_until_complete(path.listen())

    async def end() -> None:  # in the loop, which may be closing connections of the listener at the moment
        listener.close()
        await path.close()

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield Near(Address(HOST, int(listener.sockets[0].getsockname()[1])), path)
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
