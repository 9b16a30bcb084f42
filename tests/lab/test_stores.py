"""Every store gives back what was put in, over what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.lab.result import LabUnavailable
from advisor.lab.stores import Store, open_store


def check(store: Store) -> None:
    try:
        store.put(range(1000), [n % 7 for n in range(1000)])
        store.put([3], [9])
        assert [store.get(n) for n in (0, 3, 999)] == [0, 9, 999 % 7]
        assert store.get(1000) is None
    finally:
        store.close()


def test_sqlite_gives_back_what_was_put_in(tmp_path: Path) -> None:
    check(open_store(str(tmp_path / "predictions.sqlite")))


def test_redis_gives_back_what_was_put_in_and_keeps_nothing(redis_server: str) -> None:
    check(open_store(redis_server))
    again = open_store(redis_server)
    assert again.get(0) is None
    again.close()


def test_postgresql_gives_back_what_was_put_in_and_keeps_nothing(postgres_server: str) -> None:
    check(open_store(postgres_server))
    again = open_store(postgres_server)
    assert again.get(0) is None
    again.close()


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_server_that_does_not_answer_is_told_in_one_line(address: str) -> None:
    with pytest.raises(LabUnavailable, match=r"no (Redis|PostgreSQL) server answers there") as refused:
        open_store(address)
    assert "\n" not in str(refused.value)
