"""Packs laid over a rule base: what they may add and override, and how mistakes in them are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import InvalidInput
from advisor.knowledge import stored
from advisor.knowledge.loading import KnowledgeFiles, load_folder, read_folder
from tests.knowledge.world import files_with, write

PACK = "name: house\nversion: '3'\nabout: \"Ours.\"\n"
RULE = '  when: {when}\n  weigh: {{mode: {{batch: 0.5}}}}\n  because: "We say so."\n  sources: [book]\n'


def laid_over(tmp_path: Path, *packs: dict[str, str]) -> KnowledgeFiles:
    folders = [write(tmp_path / f"pack{number}", {"pack.yaml": PACK, **files}) for number, files in enumerate(packs)]
    return read_folder(write(tmp_path / "base", files_with()), folders)


def test_a_pack_adds_to_groups_decisions_and_the_catalog(tmp_path: Path) -> None:
    question = (
        'questions:\n  night:\n    ask: "At night?"\n    help: "Work at night."\n    why: "It decides."\n'
        "    example: 'yes'\n    answers: boolean\n"
        "    prior: {shares: {'true': 0.5, 'false': 0.5}, origin: \"A guess.\"}\n"
    )
    option = (
        'options:\n  nightly:\n    title: Nightly\n    phrase: do it at night\n    description: "At night."\n'
        '    better: ["Cheap."]\n    worse: ["Late."]\n    effort: 1\n'
        '    effects: {cost: {grade: 1, because: "Cheap."}}\n    components: [{component: owl}]\n    sources: [ours]\n'
    )
    files = laid_over(
        tmp_path,
        {
            "questions/demand.yaml": question,
            "decisions/mode.yaml": option,
            "rules/ours.yaml": "owls-work-at-night:\n" + RULE.format(when="night").replace("batch", "nightly"),
            "components.yaml": "components:\n  owl: {name: Owl, kind: service, technology: bird, place: use, "
            'about: "Flies."}\nalways:\n  components:\n    - {component: owl, when: night}\n',
            "sources.yaml": "ours: {kind: own, authors: We, title: T, year: 2026, strength: weak, read: true}\n",
        },
    )
    knowledge = files.knowledge
    assert list(knowledge.groups["demand"].questions) == ["waiting", "rate", "budget_ms", "site", "night"]
    assert list(knowledge.decisions["mode"].options) == ["batch", "online", "nightly"]
    assert {"owls-work-at-night", "nobody-waits"} <= knowledge.rules.keys()
    assert knowledge.components.always.components[-1].component == "owl"
    assert knowledge.version == "1 + house 3"
    assert files.at("decision", "mode", "options", "nightly", "title").path.endswith("pack0/decisions/mode.yaml")
    assert files.at("decision", "mode", "options", "batch", "title").path.endswith("base/decisions/mode.yaml")
    assert files.at("question", "night", "ask").path.endswith("pack0/questions/demand.yaml")
    assert files.at("file", "components.yaml", "always", "components", 0, "when").path.endswith("pack0/components.yaml")


def test_an_entry_that_says_so_replaces_the_one_below_and_the_last_pack_is_on_top(tmp_path: Path) -> None:
    def pack(weight: float) -> dict[str, str]:
        rule = RULE.format(when="waiting").replace("0.5", str(weight))
        return {"rules/a.yaml": f"nobody-waits:\n  overrides: true\n{rule}"}

    files = laid_over(tmp_path, pack(0.4), pack(0.9))
    assert files.knowledge.rules["nobody-waits"].weigh == {"mode": {"batch": 0.9}}
    assert files.knowledge.rules["nobody-waits"].when == "waiting"
    assert [pack.name for pack in files.knowledge.packs] == ["house", "house"]


def test_a_stored_rule_base_is_that_of_its_packs_as_they_are_and_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    base = write(tmp_path / "base", files_with())
    one, other = (
        write(tmp_path / name, {"pack.yaml": PACK, "rules/a.yaml": "another:\n" + RULE.format(when="waiting")})
        for name in ("one", "other")
    )
    first = load_folder(base, [one])
    kept = load_folder(base, [one])
    assert kept is not first
    assert (kept.rules, kept.packs, kept.digest) == (first.rules, first.packs, first.digest)
    assert stored.is_as_read(kept)
    assert load_folder(base, [other]).packs[0].folder == other
    (one / "rules" / "a.yaml").write_text("another:\n" + RULE.format(when="waiting").replace("0.5", "0.7"))
    assert load_folder(base, [one]).rules["another"].weigh == {"mode": {"batch": 0.7}}
    assert "another" not in load_folder(base).rules


def test_a_stored_rule_base_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    base, pack = write(tmp_path / "base", files_with()), write(tmp_path / "pack", {"pack.yaml": PACK})
    load_folder(base, [pack])
    monkeypatch.setattr("advisor.knowledge.loading.read_folder", None)
    assert load_folder(base, [pack]).packs[0].name == "house"


def test_an_option_keeps_what_the_pack_does_not_state(tmp_path: Path) -> None:
    files = laid_over(
        tmp_path, {"decisions/mode.yaml": "options:\n  batch: {overrides: true, phrase: wait for the night}\n"}
    )
    batch = files.knowledge.decisions["mode"].options["batch"]
    assert (batch.phrase, batch.title) == ("wait for the night", "Batch")
    assert files.at("decision", "mode", "options", "batch", "phrase").path.endswith("pack0/decisions/mode.yaml")


def test_the_digest_covers_packs_and_not_where_they_lie_or_their_tests(tmp_path: Path) -> None:
    rule = {"rules/a.yaml": "another:\n" + RULE.format(when="waiting")}
    first = laid_over(tmp_path / "1", rule).knowledge.digest
    assert laid_over(tmp_path / "2", {**rule, "tests/one.yaml": "name: x\n"}).knowledge.digest == first
    assert laid_over(tmp_path / "3", {**rule, "estimates/a.yaml": "{}\n"}).knowledge.digest != first
    assert laid_over(tmp_path / "4").knowledge.digest != first


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "rules/a.yaml",
            "nobody-waits:\n" + RULE.format(when="waiting"),
            r"2:3: .*already.*overrides: true.*rules/mode",
        ),
        (
            "rules/a.yaml",
            "nobody-wait:\n  overrides: true\n" + RULE.format(when="waiting"),
            r"a.yaml:2:14: there is no rule 'nobody-wait' to override. Did you mean 'nobody-waits'",
        ),
        ("rules/a.yaml", "mine:\n" + RULE.format(when="wating"), r"a.yaml:2:9: .*'wating'.*'waiting'"),
        ("rules/a.yaml", "mine:\n" + RULE.format(when="waiting").replace("batch", "bach"), r"a.yaml:3:\d+: 'bach'"),
        ("decisions/mode.yaml", "title: Other\noptions: {}\n", r"mode.yaml:1:8: .*already.*change title"),
        ("decisions/mode.yaml", "overrides: true\ntitle: 7\n", r"pack0/decisions/mode.yaml:2:8: title: .*string"),
        ("decisions/mood.yaml", "options: {}\n", r"pack0/decisions/mood.yaml:\d+:\d+: title: Field required"),
        ("components.yaml", "always: {personal: waiting}\n", r"always.personal can't be added to"),
        ("components.yaml", "places: {use: cloud}\n", r"components.yaml:1:\d+: the place 'use' is there already"),
        ("rule/a.yaml", "{}\n", r"rule/a.yaml: this is no file of a pack. Allowed: pack.yaml"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        laid_over(tmp_path, {name: text})


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    base = write(tmp_path / "base", files_with())
    with pytest.raises(InvalidInput, match=r"nowhere: there is no such folder\. Name the folder of a pack\."):
        read_folder(base, [tmp_path / "nowhere"])
    with pytest.raises(InvalidInput, match=r"pack\.yaml: the file can't be read"):
        read_folder(base, [base])
