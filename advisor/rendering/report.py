"""The two pages that a reader opens first: ``index.md`` and ``report.html``.

The report is one file without scripts or network: pictures stand in it as SVG, links leave it only on a click.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Source
from advisor.recommendation.recommendation import Recommendation, SimilarSystem
from advisor.rendering import argument, first_screen, summary, svg, wording
from advisor.rendering.environment import html_environment, markdown_environment
from advisor.rendering.provenance import provenance
from advisor.rendering.records import index_row, record_path, runner_up_in_words, sure_in_words
from advisor.rendering.views import DecisionView, Dossier


def report_index(dossier: Dossier) -> str:
    """``index.md``: what this is, the architecture at a glance (the first diagram), where to read on."""
    recommendation, knowledge = dossier.recommendation, dossier.knowledge
    template = markdown_environment().get_template("report/index.md.jinja")
    return template.render(
        system=recommendation.system,
        recommendation=recommendation,
        headline=summary.headline(recommendation, knowledge),
        numbers=summary.key_numbers(recommendation),
        rows=[index_row(view, record_path(dossier, name)) for name, view in dossier.views.items()],
        open=summary.open_decisions(recommendation, knowledge),
        first_diagram=next(iter(dossier.diagrams), None),
        charts=len(dossier.charts),
        number_charts=len(dossier.number_charts),
        answered=len(recommendation.system.requirements),
        date=dossier.date,
    )


def report_html(dossier: Dossier) -> str:
    """``report.html``: the whole recommendation as one self-contained page."""
    recommendation, knowledge, views = dossier.recommendation, dossier.knowledge, dossier.views
    sources = _sources(views)
    unknown = [(name, knowledge.questions[name]) for name in recommendation.unknown_that_matter]
    absent = _absent(recommendation, knowledge)
    sections = {
        "conflicts": ("What conflicts", recommendation.conflicts),
        "overview": ("Decisions at a glance", views),
        "architecture": ("More pictures", list(dossier.diagrams)[1:]),
        "estimates": ("Estimates", recommendation.estimates),
        "decisions": ("Decisions", views),
        "similar": ("Similar systems", recommendation.similar),
        "unknown": ("What is unknown", unknown or absent),
        "sources": ("Sources", sources),
    }
    template = html_environment().get_template("report/report.html.jinja")
    return template.render(
        system=recommendation.system,
        recommendation=recommendation,
        headline=summary.headline(recommendation, knowledge),
        numbers=summary.key_numbers(recommendation),
        weightiest=first_screen.weightiest(dossier),
        costs=first_screen.costs(dossier),
        changes=first_screen.changes(dossier),
        counts=_counts(recommendation, knowledge),
        open=summary.open_decisions(recommendation, knowledge),
        contents=[(name, title) for name, (title, content) in sections.items() if content],
        views=list(views.values()),
        rests_on={name: _rests_on(recommendation, view) for name, view in views.items()},
        diagrams=[(diagram_title(name), _picture(text, f"diagram-{name}")) for name, text in dossier.diagrams.items()],
        charts={name: _picture(text, f"chart-{name}") for name, text in dossier.charts.items()},
        **provenance(recommendation),
        number_charts=[_picture(text, f"numbers-{name}") for name, text in dossier.number_charts.items()],
        records={name: record_path(dossier, name) for name in views},
        numbers_of=dossier.numbers,
        unknown=unknown,
        absent=absent,
        sources=sources,
        answered=len(recommendation.system.requirements),
        date=dossier.date,
        sure=sure_in_words,
        runner_up=runner_up_in_words,
        heading=wording.heading,
        comparison=lambda system: _comparison(system, recommendation, knowledge),
    )


def diagram_title(name: str) -> str:
    """A diagram's file name in words."""
    return wording.heading(name.replace("-", " ").replace("_", " "))


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


def _sources(views: Mapping[str, DecisionView]) -> list[tuple[str, Source]]:
    """Every source that a decision cites, once, by id."""
    return sorted({name: source for view in views.values() for name, source in view.sources}.items())


def _absent(recommendation: Recommendation, knowledge: KnowledgeBase) -> list[tuple[str, str]]:
    """Title of each decision without an option, and why it has none."""
    return [
        (
            wording.plain(knowledge.decisions[name].title),
            "no option satisfies the answers" if advice.applicable else "does not apply to this system",
        )
        for name, advice in recommendation.decisions.items()
        if advice.option is None
    ]


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
