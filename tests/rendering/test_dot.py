"""The program ``dot`` of a machine draws what the packaged renderer draws: as readable, and the same each time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.rendering import dot
from tests.rendering.geometry import findings
from tests.rendering.test_pictures import EXAMPLES, pictures

DOT = shutil.which("dot")


@pytest.mark.skipif(DOT is None, reason="this machine has no program 'dot' (package graphviz)")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_program_of_a_machine_draws_as_well(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dot, "renderer", lambda: DOT)
    for name, picture in pictures(path).items():
        again = replace(picture)
        assert list(findings(picture)) == [], name
        assert (picture.svg, picture.png) == (again.svg, again.png), name
