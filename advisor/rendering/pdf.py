"""The report as PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from advisor.rendering import wording
from advisor.rendering.environment import web_address
from advisor.rendering.glossary import terms_in
from advisor.rendering.picture import Picture
from advisor.rendering.provenance import provenance
from advisor.rendering.records import runner_up_in_words, sure_in_words
from advisor.rendering.report import SYSTEM_FILE, diagram_title, told_of
from advisor.rendering.stages import (
    Stages,
    first_in_words,
    lighter_in_words,
    nothing_in_words,
    step_in_words,
    unmeasured_in_words,
)
from advisor.rendering.typesetting import typeset
from advisor.rendering.views import DecisionView, Dossier
from advisor.rendering.ways_out import lines_of

TEMPLATE = "report/report.typ"


def report_pdf(dossier: Dossier, pictures: Mapping[str, Picture]) -> bytes:
    """``report.pdf``, as ``typeset`` makes it. The diagrams in it stay sharp at any size.

    Raises:
        ModuleNotFoundError: typst is not there.
    """
    images = {f"{name}.svg": picture.svg.encode() for name, picture in pictures.items()}
    return typeset(TEMPLATE, report_words(dossier, pictures), images)


def report_words(dossier: Dossier, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """Everything that the PDF says, as plain texts in the order of its sections."""
    told = told_of(dossier)
    recommendation, knowledge = dossier.recommendation, dossier.knowledge
    system = recommendation.system
    words: dict[str, Any] = {
        "title": f"{wording.plain(system.name)}: architecture",
        "purpose": wording.sentence(system.purpose) if system.purpose else "",
        "headline": told["headline"],
        "counts": f"{told['counts']}."
        + (f" Too close to call: {wording.listing(told['open'])}." if told["open"] else ""),
        "weightiest": [
            [wording.plain(view.decision.title), wording.plain(view.chosen.title), _sure(view)]
            for view in told["weightiest"]
        ],
        "costs": told["costs"],
        "limits": [
            [limit.estimate, limit.value, f"{limit.bound} ({limit.answer})", limit.verdict] for limit in told["limits"]
        ],
        "ways_out": lines_of(dossier.ways_out, recommendation, knowledge, SYSTEM_FILE),
        "firmness": told["firmness"],
        "changes": [
            {
                "measure": change.measure,
                "condition": change.condition,
                "today": change.today,
                "turns": "; ".join(f"{decision} becomes {option}" for decision, option in change.turns),
            }
            for change in told["changes"]
        ],
        "decisions": [
            [
                str(view.number),
                wording.plain(view.decision.title),
                wording.plain(view.chosen.title),
                sure_in_words(view),
                runner_up_in_words(view),
            ]
            for view in dossier.views.values()
        ],
        "estimates": [
            [wording.estimate_name(name), wording.estimate_in_words(estimate)]
            for name, estimate in recommendation.estimates.items()
        ],
        "caveats": provenance(recommendation)["caveats"],
        "risks": [
            [
                f"{view.risk.failure} ({view.option})",
                view.risk.mitigation,
                f"{view.likelihood}, {view.risk.effect}",
                "",
                "",
            ]
            for view in told["risks"][: told["most_risks"]]
        ],
        "plan": _plan(told["stages"]) if told["stages"] else None,
        "questions": [
            {
                "ask": question.ask,
                "name": open_question.question,
                "why": question.why,
                "worth": worth,
                "closings": [f"{title} would be settled if {answer}" for title, answer in closings],
            }
            for question, open_question, worth, closings in told["unknown"]
        ],
        "worth_of_answers": told["worth_of_answers"],
    }
    terms = terms_in(json.dumps(words, ensure_ascii=False), knowledge.glossary)
    return {
        **words,
        "pictures": [
            {"file": f"{name}.svg", "title": diagram_title(name), "words": f"{picture.title}. {picture.description}"}
            for name, picture in pictures.items()
        ],
        "similar": [
            {
                "title": wording.plain(similar.title),
                "url": web_address(similar.url),
                "rest": f"({wording.plain(similar.organisation)}, {similar.year}). {told['comparison'](similar)}",
            }
            for similar in recommendation.similar
        ],
        "sources": [
            {
                "name": name,
                "authors": f"{source.authors} ({source.year})",
                "title": source.title,
                "url": web_address(source.url),
                "rest": f"Evidence: {source.strength}{'' if source.read else ', not read for this rule base'}.",
            }
            for name, source in told["sources"]
        ],
        "terms": [[term.term, term.meaning] for term in terms],
        "stamp": f"Made on {dossier.date} with knowledge {recommendation.knowledge_version} "
        f"({recommendation.knowledge_digest[:19]})",
    }


def _sure(view: DecisionView) -> str:
    if view.advice.fixed:
        return "taken by the team"
    return f"{sure_in_words(view)} sure{', open' if view.advice.open else ''}"


def _plan(stages: Stages) -> dict[str, Any]:
    return {
        "first": first_in_words(stages),
        "lighter": [lighter_in_words(item) for item in stages.lighter],
        "unmeasured": unmeasured_in_words(stages),
        "then": "Then, when to move on:" if stages.steps else nothing_in_words(),
        "steps": [step_in_words(step) for step in stages.steps],
    }
