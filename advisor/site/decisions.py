"""A page for each decision: its options side by side, when to choose which, and what hangs together with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.evaluation.agreement import Judgement
from advisor.knowledge.practice import spoken_of
from advisor.knowledge.schema import Option, Risk
from advisor.rendering.environment import Markdown
from advisor.site.decisionmap import decision_map
from advisor.site.flowpicture import flow_picture
from advisor.site.material import Material
from advisor.site.page import Page, Section, anchor, render
from advisor.site.places import DECISIONS, Linker, decision_page
from advisor.site.rules import Spoken, couplings_of, grade_mark, rules_about, strength_of

EFFORTS = ("next to nothing", "a little", "some", "much")


@dataclass(frozen=True)
class OptionPart:
    """One option as its page shows it.

    Attributes:
        ruled_out: rules that make it impossible.
        practice: what systems on record were built with beyond the rules, by condition, in words.
        built: how many published systems took it.
        advised: for how many of those that document the decision it is recommended.
    """

    id: str
    anchor: str
    option: Option
    speak_for: tuple[Spoken, ...]
    against: tuple[Spoken, ...]
    ruled_out: tuple[Spoken, ...]
    practice: tuple[tuple[str, str], ...]
    components: tuple[tuple[str, str, str], ...]
    picture: Markdown | None
    risks: tuple[Risk, ...]
    built: int
    advised: int


def decision_section(material: Material) -> Section:
    """The map of the decisions and a page for each."""
    return Section(
        "Decisions",
        (_index(material), *(_page(material, name) for name in material.knowledge.decisions)),
    )


def _index(material: Material) -> Page:
    knowledge = material.knowledge
    rows = [
        (Linker(DECISIONS, knowledge).decision(name), decision.question, len(decision.options), decision.applies_when)
        for name, decision in knowledge.decisions.items()
    ]
    text = render("decisions", map=Markdown(decision_map(knowledge, DECISIONS)), rows=rows)
    return Page(DECISIONS, "All decisions", text)


def _page(material: Material, name: str) -> Page:
    knowledge, path = material.knowledge, decision_page(name)
    decision = knowledge.decisions[name]
    documented = [judgement for judgement in material.agreement.judgements if judgement.decision == name]
    text = render(
        "decision",
        name=name,
        decision=decision,
        options=[_option(material, name, option, documented) for option in decision.options],
        qualities=knowledge.qualities,
        mark=grade_mark,
        efforts=EFFORTS,
        couplings=couplings_of(knowledge, name),
        feeding=[question for question in knowledge.questions if name in material.decisions_fed_by(question)],
        questions=knowledge.questions,
        documented=documented,
        tally=material.agreement.by_decision.get(name),
        titles={case.id: case.title for case in material.cases},
        go=Linker(path, knowledge),
    )
    return Page(path, decision.title, text)


def _option(material: Material, decision: str, option: str, documented: Sequence[Judgement]) -> OptionPart:
    knowledge = material.knowledge
    described = knowledge.decisions[decision].options[option]
    rules = rules_about(knowledge, decision, option)
    built = Counter(judgement.built[0] for judgement in documented)
    advised = Counter(judgement.recommended for judgement in documented)
    flows = tuple(flow for flow in described.flows if flow.when is None) or described.flows
    picture = flow_picture(flows, f"What flows with {described.title}", knowledge) if flows else None
    catalog = knowledge.components.components
    return OptionPart(
        option,
        anchor(option),
        described,
        tuple(rule for rule in rules if rule.effect is not None and rule.effect > 0),
        tuple(rule for rule in rules if rule.effect is not None and rule.effect < 0),
        tuple(rule for rule in rules if rule.effect is None),
        tuple((when, strength_of(weight)) for when, weight in spoken_of(knowledge.practice, decision, option)),
        tuple(
            (catalog[use.component].name, catalog[use.component].technology, catalog[use.component].about)
            for use in described.components
        ),
        Markdown(picture) if picture else None,
        tuple(risk for risk in knowledge.risks.values() if risk.decision == decision and option in risk.options),
        built[option],
        advised[option],
    )
