"""Other tools read the decision records: adr-viewer and log4brains. Run by ``make test-records``.

Not part of ``make test``: the tools come from PyPI and npm. They are installed below ``build/``.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.records.folder import read_records
from advisor.records.life import plan_records
from advisor.rendering.records import decision_records
from advisor.rendering.views import record_numbers
from tests.records.test_life import FIRST, advice
from tests.rendering import world

TOOLS = Path(__file__).parents[2] / "build" / "record-tools"
SHOWN = {"proposed": "pending", "accepted": "accepted", "superseded": "superseded"}
"""What adr-viewer calls a status."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of which one was accepted by people and superseded when the answers changed."""
    folder = tmp_path_factory.mktemp("project")
    decisions = folder / "decisions"
    decisions.mkdir()
    for option in ("online", "batch"):
        if option == "batch":
            first = decisions / FIRST
            first.write_text(first.read_text().replace("status: proposed", "status: accepted", 1))
        found = advice(option)
        plan = plan_records(found, record_numbers(world.knowledge()), read_records(decisions))
        for path, text in decision_records(replace(world.dossier(found), plan=plan)).items():
            (folder / path).write_text(text, encoding="utf-8")
    (successor,) = decisions.glob("0101-*.md")
    successor.write_text(successor.read_text().replace("status: proposed", "status: accepted", 1))
    found = advice("batch")
    plan = plan_records(found, record_numbers(world.knowledge()), read_records(decisions))
    for path, text in decision_records(replace(world.dossier(found), plan=plan)).items():
        (folder / path).write_text(text, encoding="utf-8")
    (folder / ".log4brains.yml").write_text("project: {name: P, tz: Europe/London, adrFolder: ./decisions}\n")
    return folder


def test_the_records_have_statuses_to_tell_apart(project: Path) -> None:
    assert {record.status for record in read_records(project / "decisions")} == set(SHOWN)


def test_log4brains_reads_title_status_and_successor(project: Path) -> None:
    done = subprocess.run(
        ["node", str(TOOLS / "log4brains.cjs"), str(project)], capture_output=True, text=True, check=True, cwd=TOOLS
    )
    read = sorted(entry for entry in json.loads(done.stdout) if entry[0] != "index.md")
    assert read == [
        [record.file, record.title, record.status, record.superseded_by]
        for record in sorted(read_records(project / "decisions"), key=lambda record: record.file)
    ]


def test_adr_viewer_reads_title_and_status(project: Path) -> None:
    code = (
        "import json, sys; from adr_viewer.parse import parse_adr_files;"
        "print(json.dumps([[adr.title, adr.status] for adr in parse_adr_files(sys.argv[1])]))"
    )
    done = subprocess.run(
        [str(TOOLS / "venv" / "bin" / "python"), "-c", code, str(project / "decisions" / "[0-9]*.md")],
        capture_output=True,
        text=True,
        check=True,
    )
    records = sorted(read_records(project / "decisions"), key=lambda record: record.file)
    assert json.loads(done.stdout) == [[record.title, SHOWN[record.status]] for record in records]
