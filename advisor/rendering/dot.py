"""Runs Graphviz: DOT text in, picture out.

The renderer is the one of the ``graphviz-pure`` package beside this Python, else a ``dot`` of the machine. It runs
in a process of its own, with a time limit, so that its faults can't become ours.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from functools import cache
from typing import Literal

from advisor.errors import AdvisorError, MissingTool

SECONDS = 20
MOST_BYTES = 500_000
_EDGE = re.compile(rb'class="edge"')


class RenderingFailed(AdvisorError):
    """Graphviz did not draw what it was given."""


@cache
def renderer() -> str:
    """Path of the Graphviz program.

    Raises:
        MissingTool: there is none.
    """
    found = shutil.which("graphviz-pure", path=sysconfig.get_path("scripts")) or shutil.which("dot")
    if found is None:
        raise MissingTool("Diagrams need Graphviz: pip install graphviz-pure, or install the program 'dot'.")
    return found


def render(dot: str, kind: Literal["svg", "png"], edges: int, dpi: int | None = None) -> bytes:
    """The picture of ``dot``, whose nodes and edges carry their positions.

    Args:
        dot: DOT text.
        kind: of the result.
        edges: how many edges the result must show; an SVG with another number is refused.
        dpi: pixels per inch of a PNG.

    Raises:
        MissingTool: there is no renderer.
        RenderingFailed: it ended badly, took longer than ``SECONDS``, or lost an edge; or ``dot`` is over
            ``MOST_BYTES``.
    """
    text = dot.encode()
    if len(text) > MOST_BYTES:
        raise RenderingFailed(f"The diagram's DOT text has {len(text)} bytes; at most {MOST_BYTES} are drawn.")
    scale = [f"-Gdpi={dpi}"] if dpi else []
    command = [renderer(), "-Kneato", "-n2", f"-T{kind}", *scale]
    try:
        done = subprocess.run(command, input=text, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(f"Graphviz took longer than {SECONDS} s.") from error
    complaint = done.stderr.decode(errors="replace").strip()
    if done.returncode != 0 or not done.stdout:
        raise RenderingFailed(f"Graphviz ended with status {done.returncode}: {complaint or 'no message'}")
    if kind == "svg" and (drawn := len(_EDGE.findall(done.stdout))) != edges:
        raise RenderingFailed(f"Graphviz drew {drawn} of {edges} lines.")
    return done.stdout
