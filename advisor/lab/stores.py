"""Where precomputed predictions are kept: SQLite inside the process, or a Redis or PostgreSQL server that is given."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

from advisor.lab.result import LabUnavailable


class Store(Protocol):
    """Predictions by entity."""

    def put(self, entities: Sequence[int], predictions: Sequence[int]) -> None:
        """Write or replace many predictions at once."""

    def get(self, entity: int) -> int | None:
        """The prediction of one entity, if there is one."""

    def close(self) -> None:
        """Give back what is held, and remove what a server keeps."""


def open_store(address: str) -> Store:
    """A store by its address: a file for SQLite, ``redis://...``, or ``postgresql://...``.

    Raises:
        LabUnavailable: the server does not answer, or the package that speaks to it is missing.
    """
    if address.startswith(("redis://", "rediss://", "unix://")):
        return _Redis(address)
    if address.startswith(("postgresql://", "postgres://")):
        return _Postgres(address)
    return _Sqlite(address)


class _Sqlite:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS predictions (entity INTEGER PRIMARY KEY, class INTEGER)")

    def put(self, entities: Sequence[int], predictions: Sequence[int]) -> None:
        self._connection.execute("BEGIN")
        rows = zip(entities, predictions, strict=True)
        self._connection.executemany("INSERT OR REPLACE INTO predictions VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")

    def get(self, entity: int) -> int | None:
        found = self._connection.execute("SELECT class FROM predictions WHERE entity = ?", (entity,)).fetchone()
        return found and int(found[0])

    def close(self) -> None:
        self._connection.close()


class _Redis:
    KEY = "advisor-lab"

    def __init__(self, address: str) -> None:
        try:
            import redis

            self._client: Any = redis.Redis.from_url(address)
            self._client.ping()
        except ImportError:
            raise LabUnavailable("A Redis store needs the package redis: pip install redis") from None
        except (redis.RedisError, ValueError) as error:
            raise LabUnavailable(f"{address}: no Redis server answers there ({error}).") from None

    def put(self, entities: Sequence[int], predictions: Sequence[int]) -> None:
        self._client.hset(self.KEY, mapping=dict(zip(entities, predictions, strict=True)))

    def get(self, entity: int) -> int | None:
        found = self._client.hget(self.KEY, str(entity))
        return None if found is None else int(found)

    def close(self) -> None:
        self._client.delete(self.KEY)
        self._client.close()


class _Postgres:
    def __init__(self, address: str) -> None:
        try:
            import psycopg

            self._connection: Any = psycopg.connect(address, autocommit=True, connect_timeout=5)
        except ImportError:
            raise LabUnavailable(
                "A PostgreSQL store needs the package psycopg: pip install 'psycopg[binary]'"
            ) from None
        except psycopg.Error as error:
            reason = str(error).strip().splitlines()[0]
            raise LabUnavailable(f"{address}: no PostgreSQL server answers there ({reason}).") from None
        self._connection.execute("CREATE TABLE IF NOT EXISTS advisor_lab (entity bigint PRIMARY KEY, class integer)")

    def put(self, entities: Sequence[int], predictions: Sequence[int]) -> None:
        statement = (
            "INSERT INTO advisor_lab SELECT * FROM unnest(%s::bigint[], %s::integer[]) "
            "ON CONFLICT (entity) DO UPDATE SET class = excluded.class"
        )
        self._connection.execute(statement, (list(entities), list(predictions)))

    def get(self, entity: int) -> int | None:
        found = self._connection.execute("SELECT class FROM advisor_lab WHERE entity = %s", (entity,)).fetchone()
        return found and int(found[0])

    def close(self) -> None:
        self._connection.execute("DROP TABLE IF EXISTS advisor_lab")
        self._connection.close()
