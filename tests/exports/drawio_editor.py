"""The draw.io editor, headless: what it makes of a file that it is given to open."""

from __future__ import annotations

import base64
import functools
import http.server
import threading
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Page, sync_playwright

EDITOR = "index.html?embed=1&proto=json&offline=1&stealth=1&lang=en"
MILLISECONDS = 60_000
# The editor speaks with the page around it: it says "init", is told to load, says "load", is told to export.
OPEN = """
([url, xml, milliseconds]) => new Promise((resolve, reject) => {
  const frame = document.createElement("iframe");
  const tell = (message) => frame.contentWindow.postMessage(JSON.stringify(message), "*");
  const hear = (event) => {
    const message = typeof event.data === "string" && event.data[0] === "{" ? JSON.parse(event.data) : {};
    if (message.event === "init") tell({action: "load", xml});
    if (message.event === "load") tell({action: "export", format: "svg"});
    if (message.event === "export") {
      window.removeEventListener("message", hear);
      frame.remove();
      resolve(message.xml);
    }
  };
  window.addEventListener("message", hear);
  setTimeout(() => reject("draw.io did not answer"), milliseconds);
  frame.src = url;
  document.body.appendChild(frame);
})
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Editor:
    """An editor that stands ready."""

    page: Page
    address: str

    def opened(self, xml: str) -> str:
        """``xml`` opened, and written by draw.io again."""
        return str(self.page.evaluate(OPEN, [f"{self.address}/{EDITOR}", xml, MILLISECONDS]))


@contextmanager
def editor(folder: Path, browser: str | None) -> Iterator[Editor]:
    """The editor whose files are in ``folder``, in Chromium."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page()
        address = f"http://127.0.0.1:{server.server_port}"
        page.goto(f"{address}/clear.html")
        yield Editor(page, address)
        chromium.close()
        server.shutdown()


def cells_of(file: str) -> dict[str, tuple[object, ...]]:
    """Text, parent, ends, style and place of every cell of an ``mxfile``, by page and id."""
    try:
        pages = ET.fromstring(file).findall("diagram")
    except ET.ParseError:
        return {}
    return {
        f"{page.get('name')}/{cell.get('id')}": (
            *(cell.get(key) for key in ("value", "parent", "source", "target", "style")),
            _places(cell),
        )
        for page in pages
        for cell in _model(page).iter("mxCell")
    }


def _places(cell: ET.Element) -> list[tuple[str, dict[str, float]]]:
    """Of the cell itself, and of the corners or the offset that belong to it; what is left out is zero."""
    return [
        (part.get("as") or "", {key: float(part.get(key, "0")) for key in ("x", "y", "width", "height")})
        for tag in ("mxGeometry", "mxPoint")
        for part in cell.iter(tag)
    ]


def _model(page: ET.Element) -> ET.Element:
    """The graph of a page; draw.io writes it deflated."""
    if len(page):
        return page
    return ET.fromstring(unquote(zlib.decompress(base64.b64decode(page.text or ""), -15).decode()))
