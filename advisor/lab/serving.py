"""Run the lab's model service on a listening socket that was handed over: ``python -m advisor.lab.serving FD``."""

from __future__ import annotations

import os
import socket
import sys
import threading

import uvicorn

KEEP_ALIVE_S = 120
"""Longer than any load, so that a quiet connection is not closed just when it is used."""


def _end_with_parent() -> None:
    """End when the other end of standard input is gone: whoever started the service may have been killed."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    # Made from the descriptor, the socket keeps its family, without which small answers would wait for an
    # acknowledgement (Nagle's algorithm).
    threading.Thread(target=_end_with_parent, daemon=True).start()
    listener = socket.socket(fileno=int(sys.argv[1]))
    config = uvicorn.Config(
        "advisor.lab.service:app", log_level="warning", access_log=False, timeout_keep_alive=KEEP_ALIVE_S
    )
    uvicorn.Server(config).run(sockets=[listener])
