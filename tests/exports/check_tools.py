"""Real tools read the exports: mermaid, D2, LikeC4, and PlantUML where it is installed. Run by ``make test-exports``.

Not part of ``make test``: the tools come from npm. They are installed below ``build/``.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from advisor.architecture.architecture import Architecture
from tests.architecture.world import HOSTILE, example, hostile
from tests.exports.test_formats import exports

TOOLS = Path(__file__).parents[2] / "build" / "export-tools"
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
        for file, text in exports(architecture).items():
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
