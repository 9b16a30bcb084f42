"""A page for each published system, with what was built beside what the advisor says, and two ways to find it."""

from __future__ import annotations

from advisor.cases import Case
from advisor.requirements.wording import show_answer
from advisor.site.material import Material
from advisor.site.page import Page, Section, render, to
from advisor.site.places import CASES, CASES_BY_DECISION, Linker, case_page


def case_section(material: Material) -> Section:
    """Published systems by domain, by decision, and one by one."""
    return Section(
        "Published systems",
        (_by_domain(material), _by_decision(material), *(_page(material, case) for case in material.cases)),
    )


def _by_domain(material: Material) -> Page:
    tasks = material.knowledge.questions["task"].choices
    groups = [
        (tasks[task].label, [_row(material, case) for case in material.cases if _task(case) == task]) for task in tasks
    ]
    groups.append(("Task not stated", [_row(material, case) for case in material.cases if _task(case) is None]))
    text = render(
        "cases",
        groups=[group for group in groups if group[1]],
        overall=material.agreement.overall,
        systems=len(material.cases),
        by_decision=to(CASES, CASES_BY_DECISION, "The same by decision"),
    )
    return Page(CASES, "By what they predict", text)


def _task(case: Case) -> object:
    return case.system.requirements.get("task")


def _row(material: Material, case: Case) -> tuple[str, Case, int, int]:
    judged = material.judgements[case.id]
    return to(CASES, case_page(case.id), case.title), case, sum(seen.agrees for seen in judged), len(judged)


def _by_decision(material: Material) -> Page:
    knowledge = material.knowledge
    titles = {case.id: case.title for case in material.cases}
    parts = []
    for name, decision in knowledge.decisions.items():
        seen = [judgement for judgement in material.agreement.judgements if judgement.decision == name]
        took = [
            (
                decision.options[option].title,
                [
                    (to(CASES_BY_DECISION, case_page(judgement.case), titles[judgement.case]), judgement.agrees)
                    for judgement in seen
                    if judgement.built[0] == option
                ],
            )
            for option in decision.options
        ]
        if seen:
            parts.append((name, [row for row in took if row[1]]))
    text = render("cases-by-decision", parts=parts, go=Linker(CASES_BY_DECISION, knowledge))
    return Page(CASES_BY_DECISION, "By decision", text)


def _page(material: Material, case: Case) -> Page:
    knowledge, path = material.knowledge, case_page(case.id)
    judged = material.judgements[case.id]
    text = render(
        "case",
        case=case,
        judged=judged,
        agreed=sum(seen.agrees for seen in judged),
        decided=case.decisions,
        answers=[
            (name, show_answer(answer, knowledge.questions[name]), name in case.assumed)
            for name, answer in case.system.requirements.items()
        ],
        go=Linker(path, knowledge),
    )
    return Page(path, case.title, text)
