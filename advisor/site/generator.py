"""Builds the HTML: pages in, files out. The generator runs in a process and a folder of its own.

What it makes is changed in three places: the script that it would load from a public server comes from the site
itself, its stamp of the time is taken out, and the address of the page itself is not written down.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from advisor.errors import AdvisorError, MissingTool
from advisor.locations import templates_folder
from advisor.site.page import Page, Section, Site, between

SECONDS = 300
WORKER = "assets/javascripts/iframe-worker.js"
STYLE = "assets/stylesheets/advisor.css"
SCRIPT = "assets/javascripts/advisor.js"
_SHIM = re.compile(r"https://unpkg\.com/iframe-worker/shim")
_OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\ssrc=["']?(?:https?:)?//|<link\b[^>]*\bhref=["']?(?:https?:)?//"""
)
_NOT_SERVED = ("sitemap.xml",)


class SiteFailed(AdvisorError):
    """The generator did not build what it was given."""


def build(site: Site) -> dict[str, bytes]:
    """Every file of the built site by path. Equal sites give equal bytes.

    Raises:
        MissingTool: the generator is not installed.
        SiteFailed: it found a dead link or anchor, or a page would load something from elsewhere.
    """
    _check_installed()
    with tempfile.TemporaryDirectory(prefix="advisor-site-") as folder:
        root = Path(folder)
        for path, content in _sources(site).items():
            target = root / "docs" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        (root / "mkdocs.yml").write_text(json.dumps(_configuration(site)), encoding="utf-8")
        _run(root)
        made = root / "site"
        return {
            path: _finished(path, file.read_bytes())
            for file in sorted(made.rglob("*"))
            if file.is_file() and (path := file.relative_to(made).as_posix()) not in _NOT_SERVED
        }


def _check_installed() -> None:
    from importlib.util import find_spec

    if find_spec("zensical") is None:
        raise MissingTool("The site needs its generator: pip install 'ml-architecture-advisor[site]'")


def _sources(site: Site) -> dict[str, bytes]:
    pages = {page.path: page.text.encode() for page in site.all_pages()}
    own = templates_folder() / "site"
    return {
        **pages,
        **site.assets,
        WORKER: (own / "iframe-worker.js").read_bytes(),
        STYLE: (own / "site.css").read_bytes(),
        SCRIPT: (own / "site.js").read_bytes(),
    }


def _run(root: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--strict", "-f", "mkdocs.yml"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise SiteFailed(f"The generator took longer than {SECONDS} s.") from error
    if done.returncode != 0:
        raise SiteFailed(f"The generator ended with status {done.returncode}:\n{done.stdout}{done.stderr}")


def _finished(path: str, content: bytes) -> bytes:
    """A built file without what leads outside."""
    if PurePosixPath(path).suffix != ".html":
        return content
    text = _SHIM.sub(between(path, WORKER) if path != "404.html" else WORKER, content.decode())
    if outside := _OUTSIDE.search(text):
        raise SiteFailed(f"{path} would load something from elsewhere: {outside.group()}")
    return text.encode()


# --- configuration ---------------------------------------------------------------------------------


def _configuration(site: Site) -> dict[str, Any]:
    """What the generator is told; JSON, which is YAML too."""
    return {
        "site_name": site.name,
        "copyright": site.stamp,
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "font": False,
            "language": "en",
            "features": [
                "navigation.tabs",
                "navigation.indexes",
                "navigation.prune",
                "navigation.top",
                "navigation.footer",
                "search.highlight",
                "content.code.copy",
                "toc.follow",
            ],
            "palette": [
                _scheme("(prefers-color-scheme: light)", "default", "lucide/sun", "Switch to dark mode"),
                _scheme("(prefers-color-scheme: dark)", "slate", "lucide/moon", "Switch to light mode"),
            ],
        },
        "plugins": ["search", "offline"],
        "extra": {"generator": False},
        "extra_css": [STYLE],
        "extra_javascript": [SCRIPT],
        "markdown_extensions": [
            "admonition",
            "attr_list",
            "md_in_html",
            "tables",
            {"toc": {"permalink": True, "toc_depth": 2}},
            "pymdownx.details",
            "pymdownx.escapeall",
            "pymdownx.superfences",
            "pymdownx.highlight",
        ],
        "nav": [_navigation(part) for part in site.sections],
    }


def _scheme(media: str, scheme: str, icon: str, name: str) -> dict[str, Any]:
    return {"media": media, "scheme": scheme, "primary": "indigo", "toggle": {"icon": icon, "name": name}}


def _navigation(part: Page | Section) -> Mapping[str, Any]:
    if isinstance(part, Page):
        return {part.title: part.path}
    return {part.title: [_navigation(inner) for inner in part.pages]}
