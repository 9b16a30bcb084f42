"""Everything in the site, in order of reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from advisor.requirements.system import System
from advisor.site.cases import case_section
from advisor.site.decisions import decision_section
from advisor.site.formulas import formula_section
from advisor.site.gallery import Face, gallery_of
from advisor.site.learn import learn_section
from advisor.site.material import Material
from advisor.site.page import Page, Section, Site, render
from advisor.site.questions import question_section
from advisor.site.reference import Command, reference_section, schemas
from advisor.site.sources import glossary_page, source_page
from advisor.site.team import TeamSystem, team_assets, team_section
from advisor.site.trust import trust_section

NAME = "ML architecture advisor"


def site_of(
    material: Material,
    docs: Path,
    texts: Mapping[str, str],
    commands: tuple[Command, ...],
    systems: Sequence[System],
    team: Sequence[TeamSystem] = (),
) -> Site:
    """The site before it is built.

    Args:
        material: what is known and what was found out about it.
        docs: the folder of written pages.
        texts: of the written pages to learn from, by name.
        commands: of the command line, for the reference.
        systems: of the gallery.
        team: systems of the reader's own.
    """
    gallery = gallery_of(material, systems)
    learn = learn_section(texts, reference_section(commands))
    return Site(
        NAME,
        (
            _home(material, gallery.face),
            *([team_section(material, team)] if team else []),
            learn,
            gallery.section,
            look_up(material),
            trust_section(material, docs),
        ),
        material.stamp,
        {**schemas(material.knowledge), **gallery.assets, **team_assets(team)},
    )


def look_up(material: Material) -> Section:
    """What the rule base holds, page by page."""
    return Section(
        "Look up",
        (
            decision_section(material),
            question_section(material),
            formula_section(material),
            case_section(material),
            source_page(material),
            glossary_page(material),
        ),
    )


def _home(material: Material, face: Face | None) -> Page:
    knowledge = material.knowledge
    text = render(
        "home",
        knowledge=knowledge,
        options=sum(len(decision.options) for decision in knowledge.decisions.values()),
        held_out=material.held_out,
        face=face,
        systems=len(material.cases),
        formulas=len(material.formulas),
    )
    return Page("index.md", "Start", text)
