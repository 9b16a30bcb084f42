"""The example pack of the documentation, used as a user would."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from advisor.locations import knowledge_folder
from tests.cli.test_commands import EXAMPLE, advisor

PACK = str(knowledge_folder() / "examples" / "packs" / "northbank")


def test_the_example_pack_is_sound() -> None:
    done = advisor("knowledge", "lint", "--knowledge", PACK)
    assert done.returncode == 0, done.stdout
    assert "northbank" not in done.stdout, "the pack has findings of its own"


def test_the_tests_of_the_example_pack_hold_and_a_false_one_fails(tmp_path: Path) -> None:
    done = advisor("knowledge", "test", PACK)
    assert (done.returncode, done.stdout) == (0, "2 tests, 0 failed\n")
    changed = shutil.copytree(PACK, tmp_path / "pack")
    test = changed / "tests" / "card-payments.yaml"
    test.write_text(test.read_text().replace("on_premises", "cloud"))
    done = advisor("knowledge", "test", str(changed))
    assert done.returncode == 1
    assert "card-payments.yaml: compute_location: expected cloud, recommended on_premises" in done.stdout


def test_a_recommendation_follows_the_pack_and_says_so() -> None:
    plain = json.loads(advisor("recommend", EXAMPLE, "--json").stdout)
    with_pack = json.loads(advisor("recommend", EXAMPLE, "--json", "--knowledge", PACK).stdout)
    assert plain["decisions"]["compute_location"]["option"] == "cloud"
    assert with_pack["decisions"]["compute_location"]["option"] == "on_premises"
    assert plain["knowledge"]["packs"] == []
    (pack,) = with_pack["knowledge"]["packs"]
    assert (pack["name"], pack["version"]) == ("northbank", "2026.2")
    assert with_pack["knowledge"]["digest"] != plain["knowledge"]["digest"]


def test_explain_list_and_prices_read_the_pack() -> None:
    explained = advisor("explain", EXAMPLE, "compute_location", "--knowledge", PACK)
    assert "Card data are computed on in the bank's own centre." in explained.stdout
    listed = advisor("knowledge", "list", "questions", "--knowledge", PACK)
    assert "change_board" in listed.stdout
    arguments = ["--set", "replicas=2", "--json"]
    ours, theirs = (
        json.loads(advisor("estimate", "serving_cost_usd_month", *arguments, *pack).stdout)["result"]["mid"]
        for pack in ((), ("--knowledge", PACK))
    )
    assert theirs / ours > 2


def test_prices_of_a_pack_go_into_every_number_and_are_named_with_it(tmp_path: Path) -> None:
    pack = tmp_path / "dear"
    (pack / "estimates").mkdir(parents=True)
    (pack / "pack.yaml").write_text('name: dear\nversion: "1"\nabout: "Ten times the price."\n')
    (pack / "estimates" / "prices.yaml").write_text(
        "price-vcpu-hour: {overrides: true, name: Our core, low: 0.4, mid: 0.4, high: 0.4, unit: USD/h, date: 2019,\n"
        "  basis: measured, conditions: What the finance department charges.}\n"
    )
    plain = json.loads(advisor("recommend", EXAMPLE, "--json").stdout)
    dear = json.loads(advisor("recommend", EXAMPLE, "--json", "--knowledge", str(pack)).stdout)
    assert {name: one["option"] for name, one in dear["decisions"].items()} == {
        name: one["option"] for name, one in plain["decisions"].items()
    }
    assert dear["estimates"]["running_cost_usd_month"]["mid"] > 2 * plain["estimates"]["running_cost_usd_month"]["mid"]
    price = dear["references"]["price-vcpu-hour"]
    assert (price["name"], price["mid"], price["date"]) == ("Our core", 0.4, 2019)
    assert "price-vcpu-hour of 2019" in dear["age_of_references"]
    built = advisor("build", EXAMPLE, "--knowledge", str(pack), "-o", str(tmp_path / "out"))
    assert built.returncode == 0, built.stderr
    assert "Our core: 2019, measured" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_build_writes_what_the_pack_says_and_its_name(tmp_path: Path) -> None:
    done = advisor("build", EXAMPLE, "-o", str(tmp_path / "out"), "--knowledge", PACK)
    assert done.returncode == 0, done.stderr
    assert "northbank" in (tmp_path / "out" / "model.json").read_text(encoding="utf-8")
    records = (tmp_path / "out" / "decisions").glob("*.md")
    assert any("Card data are computed on in the bank's own centre." in r.read_text(encoding="utf-8") for r in records)


def test_every_row_of_a_sweep_follows_the_pack(tmp_path: Path) -> None:
    def places(*pack: str) -> set[str]:
        table = tmp_path / f"rows{len(pack)}.csv"
        done = advisor("sweep", EXAMPLE, "--vary", "latency_budget_ms=50,100", "-o", str(table), *pack)
        assert done.returncode == 0, done.stderr
        with table.open(encoding="utf-8", newline="") as file:
            return {row["compute_location"] for row in csv.DictReader(file)}

    assert places() == {"cloud"}
    assert places("--knowledge", PACK) == {"on_premises"}


def test_evaluate_judges_the_rules_with_the_pack(tmp_path: Path) -> None:
    shutil.copy(knowledge_folder() / "cases" / "uber-mastermind-rules.yaml", tmp_path)

    def recommended(*pack: str) -> str:
        found = json.loads(advisor("evaluate", str(tmp_path), "--json", *pack).stdout)
        (place,) = [j["recommended"] for j in found["judgements"] if j["decision"] == "compute_location"]
        return str(place)

    assert recommended() == "cloud"
    assert recommended("--knowledge", PACK) == "on_premises"
