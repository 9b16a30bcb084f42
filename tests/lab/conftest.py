"""Small data, and real servers where the machine has them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from advisor.lab.data import Dataset, shipped


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return shipped()


@pytest.fixture(scope="session")
def few_digits(digits: Dataset) -> Dataset:
    """Three of the ten digits."""
    rows = np.flatnonzero(digits.target < 3)
    return Dataset("three digits", digits.features[rows], digits.target[rows], digits.columns)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _listens(port: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


@pytest.fixture
def redis_server() -> Iterator[str]:
    if not (program := shutil.which("redis-server")):
        pytest.skip("no redis-server on this machine")
    port = _free_port()
    command = [program, "--port", str(port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        assert _listens(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def postgres_server() -> Iterator[str]:
    programs = [*Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), *map(Path, filter(None, [shutil.which("pg_ctl")]))]
    if not programs:
        pytest.skip("no PostgreSQL server on this machine")
    owner = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    port = _free_port()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    folder.chmod(0o777)
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    tool = [str(programs[0]), "-D", str(folder / "data"), "-s", "-w"]
    try:
        subprocess.run(
            [*tool, "initdb", "-o", "-A trust -U advisor"], check=True, cwd="/", user=owner, stdout=subprocess.DEVNULL
        )
        subprocess.run([*tool, "-l", str(folder / "log"), "-o", settings, "start"], check=True, cwd="/", user=owner)
        yield f"postgresql://advisor@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*tool, "-m", "immediate", "stop"], check=False, cwd="/", user=owner, stderr=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)
