"""A path delays, loses and breaks as it was told to, and nothing stays open."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from advisor.lab.load import Request, offer, service_ms
from advisor.lab.network import OUTAGE_S, Network, path_to
from advisor.lab.processes import Address


class _Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Address]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as found:
        found.daemon_threads = True
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield Address("127.0.0.1", found.server_address[1])
        found.shutdown()
        thread.join()


def test_a_round_trip_is_added(server: Address) -> None:
    requests = [Request("GET", "/")] * 15
    near = np.median(service_ms(server, requests))
    with path_to(server, Network(40), seed=1) as path:
        far = np.median(service_ms(path.address, requests))
        assert path.bytes_sent > 15 * len(b"GET / HTTP/1.1\r\n")
    assert far - near > 38


def test_lost_segments_cost_a_retransmission(server: Address) -> None:
    with path_to(server, Network(1, loss=1.0), seed=1) as path:
        assert np.median(service_ms(path.address, [Request("GET", "/")] * 3)) > 400


def test_requests_fail_about_as_long_as_there_is_no_network(server: Address) -> None:
    requests = [Request("GET", "/")] * 600
    with path_to(server, Network(1, offline=0.5), seed=3) as path:
        load = offer(path.address, requests, rate=100, seed=1)
    assert load.failed + len(load.latency_ms) == 600
    assert 0.2 < load.failed_share < 0.8, f"outages last {OUTAGE_S} s on average, so six seconds hold several"


def test_threads_of_a_path_end_with_it(server: Address) -> None:
    before = threading.active_count()
    with path_to(server, Network(5, offline=0.2), seed=1) as path:
        service_ms(path.address, [Request("GET", "/")])
    assert threading.active_count() <= before + 1  # the server may still hold its side of the connection
