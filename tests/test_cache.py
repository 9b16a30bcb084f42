"""What is kept between runs: found again, never believed when something is wrong with it."""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from advisor.cache import cache_folder, keep, recall
from advisor.knowledge.loading import load_folder
from advisor.reasoning.compiled import compiled
from advisor.reasoning.model import Model
from advisor.reasoning.solution import solve
from advisor.requirements.system import System
from tests.knowledge.world import files_with, write
from tests.strategies import KNOWLEDGE

MAKERS = (System, frozenset)
VALUE = System("kept", requirements={"task": "ranking", "modality": ("text",)})


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _kept_file() -> Path:
    (path,) = cache_folder().glob("value-*")
    return path


def test_a_value_is_found_again_for_the_same_content_only() -> None:
    keep("value", "a", VALUE)
    assert recall("value", "a", MAKERS) == VALUE
    assert recall("value", "b", MAKERS) is None
    assert recall("other", "a", MAKERS) is None


@pytest.mark.parametrize("damage", ["cut", "turned", "emptied", "renamed"])
def test_a_damaged_file_is_not_believed(damage: str) -> None:
    keep("value", "a", VALUE)
    path = _kept_file()
    data = path.read_bytes()
    if damage == "renamed":
        keep("value", "b", VALUE)
        (other,) = set(cache_folder().glob("value-*")) - {path}
        other.replace(path)
    else:
        middle = len(data) // 2
        turned = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        path.write_bytes({"cut": data[:-1], "turned": turned, "emptied": b""}[damage])
    assert recall("value", "a", MAKERS) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_files_are_for_their_owner_alone_and_others_are_not_read() -> None:
    keep("value", "a", VALUE)
    path = _kept_file()
    assert path.stat().st_mode & 0o077 == 0
    assert cache_folder().stat().st_mode & 0o077 == 0
    path.chmod(0o620)
    assert recall("value", "a", MAKERS) is None
    path.chmod(0o600)
    target = path.rename(path.with_name("elsewhere"))
    path.symlink_to(target)
    assert recall("value", "a", MAKERS) is None


class _Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("trap",)


def test_nothing_but_the_named_classes_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    keep("value", "a", _Trap())
    assert recall("value", "a", MAKERS) is None
    assert not (tmp_path / "trap").exists()
    pickle.loads(pickle.dumps(_Trap()))
    assert (tmp_path / "trap").exists()


@pytest.mark.parametrize("place", ["a file", "missing and not to be made"])
def test_a_folder_that_cannot_be_written_does_no_harm(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blocked").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "blocked" / ("" if place == "a file" else "deeper")))
    keep("value", "a", VALUE)
    assert recall("value", "a", MAKERS) is None


def test_only_a_few_values_of_a_kind_are_kept() -> None:
    for number in range(12):
        keep("value", str(number), VALUE)
    assert len(list(cache_folder().glob("*"))) == 8
    assert recall("value", "11", MAKERS) == VALUE


def test_a_changed_knowledge_file_is_read_anew(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", files_with())
    first, again = load_folder(folder), load_folder(folder)
    assert (again.digest, again.rules, again.conditions) == (first.digest, first.rules, first.conditions)
    (rules,) = (path for path in folder.rglob("*.yaml") if "A network is too slow." in path.read_text())
    rules.write_text(rules.read_text().replace("A network is too slow.", "A network is far too slow."))
    changed = load_folder(folder)
    assert changed.digest != first.digest
    assert [rule.because for rule in changed.rules.values() if "far too slow" in rule.because]


def test_a_rule_base_from_the_cache_decides_alike(tmp_path: Path) -> None:
    folder = write(tmp_path / "knowledge", files_with())
    read, kept = load_folder(folder), load_folder(folder)
    assert kept is not read
    one, other = Model(read), compiled(kept)
    again = compiled(load_folder(folder))
    for model in (other, again):
        assert model.edges == one.edges
        assert solve(model, System("any")).probabilities == solve(one, System("any")).probabilities


def test_a_rule_base_changed_in_memory_is_compiled_for_itself() -> None:
    known = compiled(KNOWLEDGE)
    bare = compiled(replace(KNOWLEDGE, rules={}))
    assert bare.conditions != known.conditions
    assert not np.array_equal(solve(bare, System("any")).score, solve(known, System("any")).score)
