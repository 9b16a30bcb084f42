from dataclasses import replace

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
