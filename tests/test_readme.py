"""What the README shows and says is today's."""

from __future__ import annotations

import json
import re
from pathlib import Path

from advisor.advise import advise
from advisor.cases import load_cases
from advisor.evaluation.agreement import evaluate
from advisor.evaluation.leftout import agreement_left_out
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.package import package
from advisor.reasoning.compiled import compiled
from advisor.requirements.reading import read_system

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_is_what_the_demo_draws() -> None:
    knowledge = load_knowledge()
    path = knowledge_folder() / "examples" / "payment-fraud.yaml"
    system = read_system(path.read_text(encoding="utf-8"), path.name, knowledge)
    files = package(knowledge, advise(knowledge, system)).files
    drawn = files["diagrams/containers.svg"]
    assert (ROOT / "docs" / "payment-fraud.svg").read_bytes() == drawn, (
        "make demo, then cp out/demo/diagrams/containers.svg docs/payment-fraud.svg"
    )
    assert json.loads(files["model.json"])


def test_the_agreement_is_that_of_evaluate() -> None:
    knowledge = load_knowledge()
    cases = load_cases(knowledge_folder() / "cases", knowledge)
    found = evaluate(compiled(knowledge), cases)
    left_out = agreement_left_out(knowledge_folder(), cases, knowledge)
    assert left_out is not None
    rows = re.findall(r"\| (\d+) % \| (\d+) % \|", README)
    shares, without = found.overall, left_out.agreement.overall
    assert rows == [
        (f"{shares.agreement * 100:.0f}", f"{shares.agreement_in_two * 100:.0f}"),
        (f"{without.agreement * 100:.0f}", f"{without.agreement_in_two * 100:.0f}"),
        (f"{shares.majority * 100:.0f}", f"{shares.majority_in_two * 100:.0f}"),
    ]
    assert f"calibration error is {found.calibration_error:.2f}" in README
    assert f"without the system {left_out.agreement.calibration_error:.2f}" in README
    assert f"{shares.count} decisions" in README
    assert f"{len(cases)} published" in README
