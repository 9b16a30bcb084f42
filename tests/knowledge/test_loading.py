"""What the loader refuses, where it says so, and that it reads what it should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.errors import InvalidInput
from advisor.knowledge.loading import FILE_KINDS, json_schema, load_folder, load_knowledge, read_folder
from tests.knowledge.world import files_with, read, write

BROKEN = sorted((Path(__file__).parent.parent / "broken_knowledge").glob("*.yaml"))


def test_a_sound_folder_is_read_with_the_places_of_its_parts(tmp_path: Path) -> None:
    files = read(tmp_path)
    assert list(files.knowledge.decisions) == ["mode", "place"]
    assert files.knowledge.rules["nobody-waits"].weigh == {"mode": {"batch": 1.1, "online": -1.1}}
    assert files.at("rule", "nobody-waits", "when").line == 7
    assert files.at("question", "rate", "unit").line == 17
    assert files.at("decision", "mode", "options", "online", "title").line == 18


def test_the_digest_depends_on_every_file_and_on_nothing_else(tmp_path: Path) -> None:
    first = load_folder(write(tmp_path / "a", files_with())).digest
    assert load_folder(write(tmp_path / "b", files_with())).digest == first
    for name, text in files_with().items():
        changed = {**files_with(), name: text + "# a remark\n"}
        assert load_folder(write(tmp_path / name.replace("/", "-"), changed)).digest != first


@pytest.mark.parametrize("name", ["forecast.yaml", "estimates/prices.yaml"])
def test_the_digest_covers_what_estimates_are_made_from(name: str, tmp_path: Path) -> None:
    digests = [
        load_folder(write(tmp_path / str(number), {**files_with(), name: text})).digest
        for number, text in enumerate(("", "one: {low: 1}\n", "one: {low: 2}\n"))
    ]
    assert len(set(digests)) == 3


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_broken_file_is_refused_with_the_words_it_expects(path: Path, tmp_path: Path) -> None:
    """The first lines of each file say which file of a sound rule base it replaces, at which line and column, and with
    which words, it must be refused; ``lists`` adds a question group to the manifest."""
    text = path.read_text(encoding="utf-8")
    (name,) = re.findall(r"^# file (.*)$", text, re.MULTILINE)
    expected = re.findall(r"^# expect (?:(\d+:\d+) )?(.*)$", text, re.MULTILINE)
    assert expected, "a broken file says what it expects"
    files = files_with()
    for group in re.findall(r"^# lists (.*)$", text, re.MULTILINE):
        files["knowledge.yaml"] = files["knowledge.yaml"].replace("[demand]", f"[demand, {group}]")
    with pytest.raises(InvalidInput) as refusal:
        read_folder(write(tmp_path, {**files, name: text}))
    lines = str(refusal.value).splitlines()
    assert len(lines) == len(expected), lines
    for line, (place, words) in zip(lines, expected, strict=True):
        assert line.startswith(f"{tmp_path / name}:{place}: " if place else f"{tmp_path / name}: "), line
        for word in words.split(" | "):
            assert word in line


def test_a_missing_manifest_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"knowledge\.yaml: the file can't be read"):
        load_folder(tmp_path)


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    changes = {"rules_mode": ("sources: [book]", "sources: [boo]"), "couplings_all": ("[cloud]", "[clod]")}
    with pytest.raises(InvalidInput) as refusal:
        read(tmp_path, **changes)
    assert len(refusal.value.problems) == 2


def test_a_rule_may_not_read_a_decision_even_where_a_component_may(tmp_path: Path) -> None:
    files = files_with(
        decisions_mode=("{component: job}", '{component: job, when: "place == cloud"}'),
        rules_mode=("when: not waiting", "when: place == cloud"),
    )
    with pytest.raises(InvalidInput, match=r"mode\.yaml:7:9: 'place' is not a known name"):
        load_folder(write(tmp_path, files))


def test_the_real_rule_base_loads() -> None:
    assert load_knowledge().digest.startswith("sha256:")


@pytest.mark.parametrize("kind", list(FILE_KINDS))
def test_every_kind_of_file_has_a_schema(kind: str) -> None:
    schema = json_schema(kind)
    assert schema["type"] == "object"
    assert schema.get("additionalProperties") is not True
    assert schema.get("properties") or schema.get("$defs")
