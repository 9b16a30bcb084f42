"""The report as PDF, set by typst: tagged for screen readers (PDF/UA-1), with fonts of its own.

typst gets every word as data, never as markup, and no clock, network or font of the machine: the same report gives the
same bytes with the same version of typst.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from advisor import locations
from advisor.rendering import wording
from advisor.rendering.environment import web_address
from advisor.rendering.glossary import terms_in
from advisor.rendering.picture import Picture
from advisor.rendering.records import runner_up_in_words, sure_in_words
from advisor.rendering.report import diagram_title, told_of
from advisor.rendering.stages import Stages, first_in_words, lighter_in_words, step_in_words
from advisor.rendering.views import DecisionView, Dossier

TEMPLATE = "report/report.typ"
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")


def can_set() -> bool:
    """Whether typst is there; it comes with the extra ``pdf``."""
    return find_spec("typst") is not None


def report_pdf(dossier: Dossier, pictures: Mapping[str, Picture]) -> bytes:
    """``report.pdf``.

    Where a character has no glyph in the fonts, as with Chinese names, the file is tagged but not declared PDF/UA.

    Raises:
        ModuleNotFoundError: typst is not there.
    """
    import typst

    told = report_words(dossier, pictures)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        page = folder / "report.typ"
        page.write_text((locations.templates_folder() / TEMPLATE).read_text(encoding="utf-8"), encoding="utf-8")
        for font in FONTS:
            shutil.copyfile(_fonts() / font, folder / font)
        for stem, picture in pictures.items():
            (folder / f"{stem}.png").write_bytes(picture.png)

        def compiled(standards: list[Any]) -> bytes:
            made = typst.compile(
                str(page),
                root=name,
                font_paths=[name],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=standards,
                timestamp=0,
            )
            return bytes(made)

        try:
            return compiled(["ua-1"])
        except typst.TypstError as error:
            if "could not be displayed with font" not in str(error):
                raise
            return compiled([])


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
                "name": name,
                "why": question.why,
                "closings": [f"{title} would be settled if {answer}" for title, answer in closings],
            }
            for name, question, closings in told["unknown"]
        ],
    }
    terms = terms_in(json.dumps(words, ensure_ascii=False), knowledge.glossary)
    return {
        **words,
        "pictures": [
            {"file": f"{name}.png", "title": diagram_title(name), "words": f"{picture.title}. {picture.description}"}
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
        "then": "Then, when to move on:"
        if stages.steps
        else "No single measured number, by itself, calls for a heavier option.",
        "steps": [step_in_words(step) for step in stages.steps],
    }


def _fonts() -> Path:
    """The folder of the DejaVu fonts, which come with matplotlib."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
