import posixpath
import re
from pathlib import Path

import pytest

from advisor import locations
from advisor.cases import load_cases
from advisor.evaluation.agreement import agreement, judge
from advisor.evaluation.comparisons import most_frequent_elsewhere
from advisor.evaluation.leftout import agreement_left_out
from advisor.knowledge.loading import load_knowledge
from advisor.linting import Report
from advisor.reasoning.compiled import compiled
from advisor.rendering.environment import escape_markdown
from advisor.site.checks import Check, checks_of
from advisor.site.contents import look_up
from advisor.site.learn import learn_section, texts_to_learn
from advisor.site.material import Material
from advisor.site.page import Page, Section
from advisor.site.places import decision_page
from advisor.site.reference import Command, reference_section
from advisor.site.rules import in_general, rules_about, strength_of
from advisor.site.trust import trust_section

LINK = re.compile(r"\]\(([^)\s]+)\)")
ANCHOR = re.compile(r"^#+ .*\{ #(\S+) \}$", re.MULTILINE)


@pytest.fixture(scope="module")
def material() -> Material:
    knowledge = load_knowledge()
    cases = load_cases(locations.knowledge_folder() / "cases", knowledge)
    model = compiled(knowledge)
    found = agreement(judge(model, cases), model.decisions, most_frequent_elsewhere(cases), tree=None)
    without = agreement_left_out(locations.knowledge_folder(), cases, knowledge)
    lint = Report((), {"rules": len(knowledge.rules)})
    return Material(knowledge, cases, found, found, without, lint, locations.tests_folder())


@pytest.fixture(scope="module")
def pages(material: Material) -> dict[str, Page]:
    docs = locations.docs_folder()
    learn = learn_section(
        texts_to_learn(docs, play=str), reference_section((Command("advisor demo", "Usage: advisor demo"),))
    )
    whole = Section("All", (learn, look_up(material), trust_section(material, docs)))
    return {page.path: page for page in whole.all_pages()}


def test_every_link_inside_leads_to_a_page_and_a_place_on_it(pages: dict[str, Page]) -> None:
    anchors = {path: set(ANCHOR.findall(page.text)) | {"hangs-together-with"} for path, page in pages.items()}
    for path, page in pages.items():
        for address in LINK.findall(page.text):
            if address.startswith("http") or address.endswith(".json"):
                continue
            target, _, anchor = address.partition("#")
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            assert where in pages, (path, address)
            assert not anchor or anchor in anchors[where], (path, address)


def test_every_decision_question_case_source_and_formula_has_its_place(
    material: Material, pages: dict[str, Page]
) -> None:
    knowledge = material.knowledge
    everything = "\n".join(page.text for page in pages.values())
    for name, decision in knowledge.decisions.items():
        page = pages[decision_page(name)].text
        for option in decision.options.values():
            assert f"## {option.title} {{ #" in page
    for question in knowledge.questions.values():
        assert question.ask.split(",")[0].split("'")[0] in everything
    for case in material.cases:
        assert f"look-up/cases/{case.id}.md" in pages
    for name in knowledge.sources:
        assert f"Cited as `{name}`." in everything
    for formula in material.formulas.values():
        assert f"advisor estimate {formula.name}`" in everything


def test_every_rule_stands_on_the_page_of_what_it_speaks_of(material: Material, pages: dict[str, Page]) -> None:
    for name, decision in material.knowledge.decisions.items():
        page = pages[decision_page(name)].text
        for option in decision.options:
            for rule in rules_about(material.knowledge, name, option):
                assert rule.when is None or f"`{rule.when}`" in page


def test_every_risk_stands_on_the_page_of_its_decision_and_every_term_in_the_glossary(
    material: Material, pages: dict[str, Page]
) -> None:
    for risk in material.knowledge.risks.values():
        assert pages[decision_page(risk.decision)].text.count(escape_markdown(risk.failure)) == len(risk.options)
    for term in material.knowledge.glossary.values():
        assert escape_markdown(term.meaning) in pages["look-up/glossary.md"].text


def test_checks_are_the_tests_that_name_a_formula(tmp_path: Path) -> None:
    (tmp_path / "test_queues.py").write_text(
        "from advisor.estimates import erlang_c\n\n\ndef test_nobody_waits_at_no_load() -> None:\n"
        "    assert erlang_c(load=0, servers=1) == 0\n\n\ndef helper() -> None:\n    erlang_b()\n"
    )
    found = checks_of(["erlang_b", "erlang_c"], tmp_path)
    assert found == {"erlang_c": (Check("test_queues.py", "nobody waits at no load"),)}


def test_formulas_show_the_tests_that_hold_them(material: Material, pages: dict[str, Page]) -> None:
    for check in material.checks["erlang_c"]:
        assert f"Checked: {check.behaviour} (`{check.file}`)" in pages["look-up/formulas/queueing.md"].text


def test_the_strength_of_a_rule_is_said_as_odds() -> None:
    assert strength_of(1.61) == "5 to 1 for"
    assert strength_of(-0.7) == "2 to 1 against"
    assert strength_of(None) == "rules it out"


def test_a_sentence_that_quotes_answers_names_them_instead() -> None:
    assert in_general("the budget is {latency_budget_ms}") == "The budget is ‹latency budget ms›."


def test_the_validation_page_says_what_the_evaluation_found(material: Material, pages: dict[str, Page]) -> None:
    page = pages["trust/validation.md"].text
    overall = material.agreement.overall
    assert f"| **All** | **{overall.count}** | **{overall.agreement:.0%}".replace("%", " %") in page
    assert f"error is\n{material.agreement.calibration_error:.3f} " in page
    assert material.knowledge.digest in page
