"""Reference numbers are dated, sourced, replaceable, and mistakes in them are told with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import InvalidInput
from advisor.estimates.references import load_references, read_references
from advisor.knowledge.loading import load_knowledge

GOOD = """
kv-memory-p50:
  name: "Our own store"
  low: 0.3
  mid: 0.4
  high: 0.7
  unit: ms
  date: 2026
  basis: measured
  source: advisor-judgement
"""


def test_ours_load_and_cite_known_sources() -> None:
    references = load_references()
    assert {"rtt-same-zone", "kv-memory-p99", "gflops-phone-cpu", "availability-one-machine"} <= references.keys()
    assert {reference.source for reference in references.values()} <= load_knowledge().sources.keys()


def test_published_numbers_name_a_source_of_others() -> None:
    own = {name for name, source in load_knowledge().sources.items() if source.kind == "own"}
    published = [reference for reference in load_references().values() if reference.basis == "published"]
    assert published
    assert not [reference.name for reference in published if reference.source in own]


def test_none_of_ours_rests_on_memory() -> None:
    assert not [name for name, reference in load_references().items() if reference.basis == "memory"]


def test_what_ours_cite_was_read() -> None:
    sources = load_knowledge().sources
    cited = {
        source for reference in load_references().values() for source in (reference.source, *reference.further_sources)
    }
    assert not [source for source in cited if not sources[source].read]


def pack(folder: Path, text: str) -> tuple[Path]:
    (folder / "estimates").mkdir()
    (folder / "estimates" / "mine.yaml").write_text(text)
    return (folder,)


def test_a_pack_replaces_some_and_says_so(tmp_path: Path) -> None:
    replaced = load_references(pack(tmp_path, GOOD + "  overrides: true\n"))
    assert replaced["kv-memory-p50"].mid == 0.4
    assert replaced["kv-memory-p99"] == load_references()["kv-memory-p99"]


def test_a_pack_that_does_not_say_that_it_replaces_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"mine.yaml:3:3: .*already.*overrides: true"):
        load_references(pack(tmp_path, GOOD))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("low: 0.3", "low: 0.5"), r"kv-memory-p50.*must ascend"),
        (("unit: ms", "unit: parsecs"), r"mine.yaml:7:9: kv-memory-p50.unit.*'parsecs' is not a unit"),
        (("date: 2026", "date: 26"), r"mine.yaml:8:9: kv-memory-p50.date"),
        (("basis: measured", "basis: guessed"), r"mine.yaml:9:10: kv-memory-p50.basis"),
        (("  source: advisor-judgement\n", ""), r"without a source, conditions must say"),
        (("mid: 0.4", "mid: .nan"), r"kv-memory-p50.mid"),
        (("  date: 2026\n", ""), r"kv-memory-p50.date: Field required"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace(*change))
    with pytest.raises(InvalidInput, match=words):
        read_references([path])


def test_an_unknown_id_is_told_with_the_nearest(tmp_path: Path) -> None:
    misspelt = GOOD.replace("kv-memory-p50", "kv-memory-p5") + "  overrides: true\n"
    with pytest.raises(InvalidInput, match="Did you mean 'kv-memory-p50'"):
        load_references(pack(tmp_path, misspelt))


def test_two_files_may_not_give_one_id(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(InvalidInput, match="given by two files"):
        read_references([tmp_path / "a.yaml", tmp_path / "b.yaml"])


def test_a_missing_file_and_a_list_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="can't be read"):
        read_references([tmp_path / "none.yaml"])
    (tmp_path / "list.yaml").write_text("- 1\n")
    with pytest.raises(InvalidInput, match="a mapping from id to number"):
        read_references([tmp_path / "list.yaml"])
