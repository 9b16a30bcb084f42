"""What a project holds, who owns its files, and what it says it leaves out."""

from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path

import pytest
import yaml

from advisor.knowledge.loading import load_knowledge
from advisor.output import write_output
from advisor.scaffold.pieces import load_pieces
from advisor.scaffold.project import MANIFEST
from advisor.scaffold.templates import slug
from tests.scaffold.conftest import ARCHITECTURES, GENERATIVE, PREDICTIVE, Make

SWAPS = [
    (PREDICTIVE, "prediction_mode", "event_driven"),
    (PREDICTIVE, "prediction_mode", "hybrid"),
    (PREDICTIVE, "compute_location", "edge_cloud"),
    (PREDICTIVE, "serving_runtime", "in_application"),
    (PREDICTIVE, "model_complexity", "ensemble"),
    (PREDICTIVE, "feature_computation", "mixed"),
    (PREDICTIVE, "feature_consistency", "log_and_train"),
    (PREDICTIVE, "release_strategy", "canary"),
    (PREDICTIVE, "monitoring", "data_drift"),
    (PREDICTIVE, "fallback", "human"),
    (PREDICTIVE, "privacy_technique", "pseudonymisation"),
    (PREDICTIVE, "retraining", "triggered"),
    (GENERATIVE, "llm_adaptation", "prompting"),
    (GENERATIVE, "llm_guardrails", "provider_only"),
]
HOSTILE = [
    '"""\nimport os; os.abort()\n"""',
    "{{ 7*7 }} <% raise %> << 1 >>",
    "x\"]\n[tool.evil]\na = '''",
    "# Head\n|a|b|\n<script>alert(1)</script> [x](javascript:alert(1))",
    "../../etc/passwd",
    "日本語 ✓ \u202e hidden",
    "\\",
]


@pytest.mark.parametrize(("base", "decision", "option"), SWAPS)
def test_a_changed_decision_changes_only_what_it_owns(
    base: dict[str, str], decision: str, option: str, make: Make
) -> None:
    before, after = make(base).files, make(base | {decision: option}).files
    before_choices, after_choices = (json.loads(files[MANIFEST].text)["decisions"] for files in (before, after))
    turned = {name for name in before_choices if before_choices[name] != after_choices[name]}
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert len(changed) > 2
    for path in changed:
        for files in (before, after):
            assert path not in files or turned & set(files[path].owners), path
    if turned == {decision}:
        assert all(decision in files[path].owners for path in changed for files in (before, after) if path in files)


def test_every_option_is_generated_or_said_to_be_left_out() -> None:
    pieces = load_pieces()
    owned = {owner for piece in pieces.pieces for owner in piece.owners}
    silent = []
    for name, decision in load_knowledge().decisions.items():
        for option in decision.options:
            if name in owned or option == "none" or pieces.omission("predictive", name, option):
                continue
            silent.append((name, option))
    silent = [item for item in silent if item not in {("training_location", "centralized"), ("llm_routing", "single")}]
    assert silent == []


def test_omissions_and_pieces_speak_of_decisions_and_options_that_there_are() -> None:
    pieces, decisions = load_pieces(), load_knowledge().decisions
    named = [
        (decision, option)
        for table in (pieces.omissions, pieces.generative_omissions)
        for decision, options in table.items()
        for option in options
    ]
    named += [
        (decision, option)
        for piece in pieces.pieces
        for combination in piece.when
        for decision, options in combination.items()
        for option in options
    ]
    named += [(decision, "*") for piece in pieces.pieces for decision in piece.owners]
    for decision, option in named:
        assert option == "*" or option in decisions[decision].options, (decision, option)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_modules_name_the_records_they_follow_and_the_manifest_their_owners(name: str, make: Make) -> None:
    project = make(ARCHITECTURES[name])
    manifest = json.loads(project.files[MANIFEST].text)
    for path, made in project.files.items():
        if path.startswith("app/"):
            docstring = ast.get_docstring(ast.parse(made.text)) or ""
            for owner in made.owners:
                option = manifest["decisions"].get(owner)
                assert option is None or f" {owner}: {option}" in docstring, path
    assert manifest["files"]["app/release.py"] == ["release_strategy"]
    assert set(manifest["files"]) == set(project.files) - {MANIFEST}


def test_a_stub_is_called_one(make: Make) -> None:
    files = make(GENERATIVE).files
    assert "A STUB in place of a language model" in files["app/stub_model.py"].text
    assert "The model is a stub" in files["README.md"].text
    assert "app/stub_model.py" not in make(PREDICTIVE).files


def test_what_is_not_generated_is_told_with_the_reason(make: Make) -> None:
    project = make(PREDICTIVE | {"serving_runtime": "model_server"})
    [said] = [item for item in project.omissions if item.decision == "serving_runtime"]
    assert "not generated" in said.why
    assert f"**serving_runtime: model_server**: {said.why}" in project.files["README.md"].text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_purposes_stay_text(hostile: str, make: Make) -> None:
    plain, project = make(PREDICTIVE).files, make(PREDICTIVE, name=hostile, purpose=hostile).files
    told = {path for path in project if project[path] != plain[path]}
    assert told <= {"README.md", "pyproject.toml", "compose.yaml", MANIFEST}
    package = tomllib.loads(project["pyproject.toml"].text)
    assert "evil" not in package["tool"]
    assert package["project"]["name"] == slug(hostile)
    assert yaml.safe_load(project["compose.yaml"].text)["name"] == slug(hostile)
    assert json.loads(project[MANIFEST].text)["system"] == hostile
    readme = project["README.md"].text
    assert "<script>" not in readme
    assert readme.count("\n# ") == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Checkout Fraud", "checkout-fraud"), ("3D", "system-3d"), ("日本", "system"), ("é" * 60, "e" * 40)],
)
def test_slugs_are_fit_for_packages(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_the_same_input_gives_the_same_text(make: Make) -> None:
    assert make(PREDICTIVE) == make(PREDICTIVE)


def test_generated_again_edits_stay_and_the_new_text_stands_beside(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "project"

    def write(fixed: dict[str, str]) -> tuple[str, ...]:
        return write_output({path: made.text.encode() for path, made in make(fixed).files.items()}, folder).warnings

    assert write(PREDICTIVE) == ()
    edited = folder / "app" / "release.py"
    edited.write_text(edited.read_text() + "# ours\n")
    (folder / "app" / "ours.py").write_text("# ours\n")
    assert write(PREDICTIVE) == ()
    [warning] = write(PREDICTIVE | {"release_strategy": "canary"})
    assert "app/release.py" in warning
    assert edited.read_text().endswith("# ours\n")
    assert "class Release" in edited.with_suffix(".py.new").read_text()
    assert (folder / "app" / "ours.py").read_text() == "# ours\n"
