from dataclasses import replace

from advisor.conditions import parse
from advisor.knowledge.base import decision_fields
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering.report import report_html, report_markdown
from advisor.rendering.risks import MOST_ON_TOP, risks_of
from tests.rendering import world


def names(found: Recommendation) -> list[tuple[str, str]]:
    return [(view.name, view.likelihood) for view in risks_of(found, world.knowledge())]


def test_risks_of_chosen_options_come_by_likelihood_times_effect() -> None:
    assert names(world.recommendation()) == [("log-is-short", "frequent"), ("overload", "occasional")]


def test_answers_make_a_risk_likelier_or_rule_it_out_and_unknown_ones_do_neither() -> None:
    found = world.recommendation()
    requirements = {name: value for name, value in world.REQUIREMENTS.items() if name != "input_space"}
    system = replace(found.system, requirements={**requirements, "latency_budget_ms": 500.0})
    assert names(replace(found, system=system)) == [
        ("log-is-short", "frequent"),
        ("overload", "rare"),
        ("lists-leak", "rare"),
    ]


def test_an_option_of_another_decision_may_rule_a_risk_out() -> None:
    found = world.recommendation()
    other = found.architecture["feature_consistency"]
    for when, kept in ((f"feature_consistency == {other}", True), (f"feature_consistency != {other}", False)):
        vocabulary = {**world.knowledge().vocabulary, **decision_fields(world.DECISIONS)}
        risks = {"overload": world.RISKS["overload"].model_copy(update={"when": when})}
        conditions = {**world.knowledge().conditions, when: parse(when, vocabulary)}
        knowledge = replace(world.knowledge(), risks=risks, conditions=conditions)
        assert [view.name for view in risks_of(found, knowledge)] == (["overload"] if kept else [])


def test_at_most_ten_stand_on_top_and_the_others_are_kept() -> None:
    risk = world.RISKS["overload"]
    many = {f"risk-{number:02d}": risk.model_copy(update={"failure": f"Failure {number:02d}."}) for number in range(13)}
    dossier = replace(world.dossier(), knowledge=replace(world.knowledge(), risks=many))
    page = report_html(dossier)
    assert page.count("Failure ") == len(many)
    assert page[: page.index("<summary>3 more</summary>")].count("Failure ") == MOST_ON_TOP
    text = report_markdown(dossier)
    assert text.count("| Failure ") == MOST_ON_TOP
    assert text.count("* Failure ") == 3
