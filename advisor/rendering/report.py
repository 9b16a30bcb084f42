"""The pages that a reader opens first: ``index.md``, and the report as ``report.html`` and ``report.md``.

The HTML report is one file without scripts or network: pictures stand in it as SVG, links leave it only on a click.
It has two depths: what terms mean is written after the first place of each, and shown to those who ask for it.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Source
from advisor.recommendation.recommendation import OpenQuestion, Recommendation, SimilarSystem
from advisor.rendering import argument, first_screen, limits, openquestions, risks, summary, svg, wording
from advisor.rendering.environment import html_environment, markdown_environment
from advisor.rendering.glossary import explained, terms_in
from advisor.rendering.provenance import provenance
from advisor.rendering.records import index_row, record_path, runner_up_in_words, sure_in_words
from advisor.rendering.stages import nothing_in_words, stages_of, unmeasured_in_words
from advisor.rendering.study import closing_text, firmness_text
from advisor.rendering.views import DecisionView, Dossier
from advisor.rendering.ways_out import nearest_texts, views_of

SYSTEM_FILE = "system.yaml"
MOST_ASKED = 4
"""Open questions on the index page; the report has the rest."""


def report_index(dossier: Dossier) -> str:
    """``index.md``: what this is, the architecture at a glance (the first diagram), where to read on."""
    recommendation, knowledge = dossier.recommendation, dossier.knowledge
    template = markdown_environment().get_template("report/index.md.jinja")
    return template.render(
        system=recommendation.system,
        recommendation=recommendation,
        headline=summary.headline(recommendation, knowledge),
        numbers=summary.key_numbers(recommendation),
        broken=[limit for limit in limits.limits_of(recommendation) if limit.broken],
        **_ways_out(dossier),
        rows=[index_row(view, record_path(dossier, name)) for name, view in dossier.views.items()],
        open=summary.open_decisions(recommendation, knowledge),
        worth=[(one.question, openquestions.worth_text(one, knowledge)) for one in recommendation.open_questions][
            :MOST_ASKED
        ],
        first_diagram=next(iter(dossier.diagrams), None),
        charts=len(dossier.charts),
        number_charts=len(dossier.number_charts),
        study_charts=list(dossier.study_charts),
        firmness=firmness_text(dossier.study, knowledge) if dossier.study else [],
        answered=len(recommendation.system.requirements),
        date=dossier.date,
    )


def report_markdown(dossier: Dossier) -> str:
    """``report.md``: the same for readers of Markdown, without the arguments, which stand in the records."""
    recommendation, knowledge = dossier.recommendation, dossier.knowledge
    template = markdown_environment().get_template("report/report.md.jinja")
    text = template.render(
        **told_of(dossier),
        first_diagram=next(iter(dossier.diagrams), None),
        rows=[index_row(view, record_path(dossier, name)) for name, view in dossier.views.items()],
        estimates=[(wording.estimate_name(name), value) for name, value in recommendation.estimates.items()],
        caveats=provenance(recommendation)["caveats"],
        charts=[*dossier.study_charts, *(f"numbers/{name}" for name in dossier.number_charts)],
        paths={name: record_path(dossier, name) for name in dossier.views},
    )
    terms = terms_in(text.partition("\n## Similar published systems\n")[0], knowledge.glossary)
    return text + markdown_environment().get_template("report/terms.md.jinja").render(terms=terms)


def told_of(dossier: Dossier) -> dict[str, Any]:
    """What both forms of the report tell."""
    recommendation, knowledge = dossier.recommendation, dossier.knowledge
    return {
        "system": recommendation.system,
        "recommendation": recommendation,
        "headline": summary.headline(recommendation, knowledge),
        "numbers": summary.key_numbers(recommendation),
        "weightiest": first_screen.weightiest(dossier),
        "costs": first_screen.costs(dossier),
        "limits": limits.limits_of(recommendation),
        **_ways_out(dossier),
        "changes": first_screen.changes(dossier),
        "firmness": firmness_text(dossier.study, knowledge) if dossier.study else [],
        "counts": _counts(recommendation, knowledge),
        "open": summary.open_decisions(recommendation, knowledge),
        "unknown": [
            (knowledge.questions[one.question], one, openquestions.worth_text(one, knowledge), _closings(one, dossier))
            for one in recommendation.open_questions
        ],
        "worth_of_answers": openquestions.HOW_MUCH,
        "absent": _absent(recommendation, knowledge),
        "risks": risks.risks_of(recommendation, knowledge),
        "most_risks": risks.MOST_ON_TOP,
        "stages": stages_of(dossier.study, recommendation.system, knowledge) if dossier.study else None,
        "no_steps": nothing_in_words(),
        "unmeasured": unmeasured_in_words,
        "sources": _sources(dossier),
        "numbers_of": dossier.numbers,
        "answered": len(recommendation.system.requirements),
        "date": dossier.date,
        "sure": sure_in_words,
        "comparison": lambda system: _comparison(system, recommendation, knowledge),
    }


def report_html(dossier: Dossier) -> str:
    """``report.html``: the whole recommendation as one self-contained page."""
    recommendation, knowledge, views = dossier.recommendation, dossier.knowledge, dossier.views
    told = told_of(dossier)
    sections = {
        "conflicts": ("What conflicts", recommendation.conflicts),
        "overview": ("Decisions at a glance", views),
        "architecture": ("More pictures", list(dossier.diagrams)[1:]),
        "estimates": ("Estimates", recommendation.estimates),
        "firmness": ("How firm it is", dossier.study_charts or dossier.study),
        "risks": ("Risks", told["risks"]),
        "plan": ("Staged plan", told["stages"]),
        "unknown": ("Open questions", told["unknown"] or told["absent"]),
        "decisions": ("Decisions", views),
        "similar": ("Similar systems", recommendation.similar),
        "sources": ("Sources", told["sources"]),
    }
    template = html_environment().get_template("report/report.html.jinja")
    page = template.render(
        **told,
        contents=[(name, title) for name, (title, content) in sections.items() if content],
        views=list(views.values()),
        rests_on={name: _rests_on(recommendation, view) for name, view in views.items()},
        diagrams=[(diagram_title(name), _picture(text, f"diagram-{name}")) for name, text in dossier.diagrams.items()],
        charts={name: _picture(text, f"chart-{name}") for name, text in dossier.charts.items()},
        **provenance(recommendation),
        number_charts=[_picture(text, f"numbers-{name}") for name, text in dossier.number_charts.items()],
        study_charts=[_picture(text, f"study-{name}") for name, text in dossier.study_charts.items()],
        records={name: record_path(dossier, name) for name in views},
        runner_up=runner_up_in_words,
        heading=wording.heading,
    )
    page, terms = explained(page, knowledge.glossary)
    listed = html_environment().get_template("report/terms.html.jinja").render(terms=terms)
    return page.replace("</main>", f"{listed}</main>", 1)


def diagram_title(name: str) -> str:
    """A diagram's file name in words."""
    return wording.heading(name.replace("-", " ").replace("_", " "))


def _ways_out(dossier: Dossier) -> dict[str, Any]:
    """What can be done about broken limits, with the commands for ``system.yaml`` beside the report."""
    recommendation = dossier.recommendation
    return {
        "ways_out": views_of(dossier.ways_out, recommendation, dossier.knowledge, SYSTEM_FILE),
        "nearest": nearest_texts(dossier.ways_out, recommendation),
    }


def _picture(text: str, prefix: str) -> Markup:
    """An SVG of our own making, marked as safe to stand in the page."""
    return Markup(svg.inlined(text, prefix))  # noqa: S704


def _counts(recommendation: Recommendation, knowledge: KnowledgeBase) -> str:
    decisions = wording.counted(len(argument.taken(recommendation)), "decision")
    return f"{decisions}, {summary.answered(recommendation, knowledge)}"


def _rests_on(recommendation: Recommendation, view: DecisionView) -> str:
    if view.advice.fixed:
        return "the team's decision"
    return ", ".join(summary.rests_on(recommendation, view.name)) or "the usual odds"


def _closings(question: OpenQuestion, dossier: Dossier) -> list[tuple[str, str]]:
    """Title of each open decision that an answer to ``question`` would close, and which answer."""
    knowledge = dossier.knowledge
    return [
        (wording.plain(knowledge.decisions[closing.decision].title), closing_text(closing, knowledge))
        for closing in (dossier.study.closings if dossier.study else ())
        if closing.answer == question.question
    ]


def _sources(dossier: Dossier) -> list[tuple[str, Source]]:
    """Every source that a decision or a risk cites, once, by id."""
    cited = {name: source for view in dossier.views.values() for name, source in view.sources}
    for view in risks.risks_of(dossier.recommendation, dossier.knowledge):
        cited |= {name: dossier.knowledge.sources[name] for name in view.risk.sources}
    return sorted(cited.items())


def _absent(recommendation: Recommendation, knowledge: KnowledgeBase) -> list[tuple[str, list[str]]]:
    """Why decisions have no option, and the titles of those that it holds for."""
    found: dict[str, list[str]] = {}
    for name, advice in recommendation.decisions.items():
        if advice.option is None:
            why = "No option satisfies the answers" if advice.applicable else "Does not apply to this system"
            found.setdefault(why, []).append(wording.plain(knowledge.decisions[name].title))
    return list(found.items())


def _comparison(system: SimilarSystem, recommendation: Recommendation, knowledge: KnowledgeBase) -> str:
    """How a published system's decisions compare with those recommended here."""
    compared = len(system.agrees) + len(system.differs)
    agreed = f"Agrees on {len(system.agrees)} of {wording.counted(compared, 'decision')}"
    otherwise = [
        f"{knowledge.decisions[name].title}: {knowledge.decisions[name].options[option].title}"
        for name, option in system.differs.items()
        if name in recommendation.decisions
    ]
    return f"{agreed}; otherwise {'; '.join(otherwise)}." if otherwise else f"{agreed}."
