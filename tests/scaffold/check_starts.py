"""Every command of every main architecture's README is run as a user would: `make test-scaffold`, some minutes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.scaffold.conftest import ARCHITECTURES, Make
from tests.scaffold.test_projects_run import ONE_THREAD, run, write

STARTS_WITHIN_S = 60.0
STAYS = {"python -m app.service", "python -m app.worker run"}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_commands_of_the_readme_work(name: str, make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    project = make(ARCHITECTURES[name])
    write(project, folder)
    trained = run(folder, "-m", "app.training")
    assert trained.returncode == 0, trained.stderr
    assert trained.stdout.startswith("Version 0001")
    for command in [line for line in project.runs if line not in STAYS]:
        done = subprocess.run(
            ["/bin/bash", "-o", "pipefail", "-c", command.replace("python", sys.executable)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
    if "python -m app.service" in project.runs:
        service_answers(folder)
    if "python -m app.worker run" in project.runs:
        worker_answers(folder)
    assert run(folder, "-m", "app.monitoring").returncode in (0, 1)
    assert run(folder, "-m", "mypy", "--strict", "--ignore-missing-imports", "app").stdout.startswith("Success")


WITH_REDIS = """
from app import queue
from app.queue import RedisQueue
from app.store import RedisStore

store, first, second = RedisStore(ADDRESS), RedisQueue(ADDRESS, "t", "one"), RedisQueue(ADDRESS, "t", "two")
assert store.get("key") is None
store.put("key", "text")
assert store.get("key") == "text"
first.put("a")
first.put("b")
taken = first.take()
assert (taken.text, taken.deliveries) == ("a", 1)
queue.VISIBLE_AGAIN_S = 0.0
again = second.take()
assert (again.text, again.deliveries) == ("a", 2), "what is not acknowledged comes again, to another worker, too"
second.acknowledge(again)
last = second.take()
assert last.text == "b"
second.acknowledge(last)
assert first.take() is None
"""


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="there is no Redis server here")
def test_redis_stands_in_for_the_embedded_store_and_queue(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    write(make(ARCHITECTURES["event-driven"]), folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        done = run(folder, "-c", f"ADDRESS = 'redis://127.0.0.1:{port}/0'\n{WITH_REDIS}")
        assert done.returncode == 0, done.stderr
    finally:
        server.terminate()
        server.wait(timeout=20)


def service_answers(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    request = run(folder, "-m", "app.data", "1").stdout.encode()
    with running(folder, "app.service", APP_PORT=str(port)) as process:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + STARTS_WITHIN_S
        while process.poll() is None and time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        asked = urllib.request.Request(f"{address}/predict", request, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=STARTS_WITHIN_S) as reply:
            assert json.load(reply)["version"] == "0001"


def worker_answers(folder: Path) -> None:
    with running(folder, "app.worker", "run"):
        deadline, answers = time.monotonic() + STARTS_WITHIN_S, 0
        while answers < 100 and time.monotonic() < deadline:
            answers += len(run(folder, "-m", "app.worker", "answers").stdout.splitlines())
    assert answers == 100


@contextmanager
def running(folder: Path, module: str, *arguments: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=folder, env={**os.environ, **ONE_THREAD, **variables}
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
