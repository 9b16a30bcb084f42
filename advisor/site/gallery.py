"""A page for each example system: its pictures, decisions, certainty and numbers, and a panel to move its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from advisor.advise import advise
from advisor.architecture.compose import architecture_of
from advisor.architecture.views import View, views
from advisor.reasoning.compiled import compiled
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering import summary, wording
from advisor.rendering.diagrams import draw
from advisor.rendering.picture import Picture
from advisor.requirements.system import System
from advisor.requirements.writing import write_system
from advisor.site.material import Material
from advisor.site.page import Page, Section, anchor, between, render, to
from advisor.site.panel import NOTHING, Panel, panel_json, panel_of
from advisor.site.places import Linker, case_page

GALLERY = "gallery/index.md"
TITLES = {"containers": "Containers"}


@dataclass(frozen=True)
class Shown:
    """One system as its page shows it."""

    system: System
    recommendation: Recommendation
    views: tuple[View, ...]
    panel: Panel


@dataclass(frozen=True)
class Gallery:
    """The pages of all systems and the files that go with them.

    Attributes:
        section: the pages.
        assets: files by path.
        face: the picture to show elsewhere; ``None`` without systems.
    """

    section: Section
    assets: Mapping[str, bytes]
    face: Face | None


@dataclass(frozen=True)
class Face:
    """A system at a glance: its page, its picture's file and what the picture shows."""

    page: str
    file: str
    description: str


def gallery_of(material: Material, systems: Sequence[System]) -> Gallery:
    """The gallery of ``systems``, in the order of their names."""
    shown = [_shown(material, system) for system in sorted(systems, key=lambda system: system.name)]
    assets: dict[str, bytes] = {}
    pages, faces = [], []
    for one in shown:
        page, face, files = _page(material, one)
        pages.append(page)
        faces.append(face)
        assets |= files
    return Gallery(Section("Gallery", (_index(material, shown), *pages)), assets, next(iter(faces), None))


def system_page(system: System) -> str:
    """The page of an example system."""
    return f"gallery/{wording.file_name(system.name)}.md"


def _shown(material: Material, system: System) -> Shown:
    recommendation = advise(material.knowledge, system, material.cases)
    model = compiled(material.knowledge)
    architecture = architecture_of(material.knowledge, recommendation)
    drawn = tuple(view for view in views(architecture) if view.boxes and view.lines)
    return Shown(system, recommendation, drawn, panel_of(model, system))


def _index(material: Material, shown: Sequence[Shown]) -> Page:
    leading = list(material.knowledge.decisions)[:3]
    rows = [
        (
            to(GALLERY, system_page(one.system), one.system.name),
            one.system.purpose,
            [_title(material, name, one.recommendation.decisions[name].option) for name in leading],
        )
        for one in shown
    ]
    heads = [material.knowledge.decisions[name].short for name in leading]
    return Page(GALLERY, "All systems", render("gallery", rows=rows, heads=heads, count=len(rows)))


def _title(material: Material, decision: str, option: str | None) -> str:
    return "does not apply" if option is None else material.knowledge.decisions[decision].options[option].title


def _page(material: Material, one: Shown) -> tuple[Page, Face, dict[str, bytes]]:
    knowledge, path, found = material.knowledge, system_page(one.system), one.recommendation
    stem = wording.file_name(one.system.name)
    others = tuple(view for view in one.views if view.id != "containers")
    first = next(view for view in one.views if view.id == "containers")
    wanted = [*(one.panel.pictures or (first,)), *others]
    pictures = list(_drawn(wanted))
    moved, rest = pictures[: len(pictures) - len(others)], pictures[len(pictures) - len(others) :]
    names = {number: f"{stem}/{number}.svg" for number in range(len(moved))}
    assets = {f"gallery/{names[number]}": picture.svg.encode() for number, picture in enumerate(moved)}
    assets |= {
        f"gallery/{stem}/{view.id}.svg": picture.svg.encode() for view, picture in zip(others, rest, strict=True)
    }
    texts = {number: picture.description for number, picture in enumerate(moved)}
    table = panel_json(one.panel, knowledge, names, texts)
    assets[f"gallery/{stem}/panel.js"] = f"window.advisorPanel={table};\n".encode()
    begun = one.panel.scenarios[0].picture if one.panel.scenarios else 0
    face = Face(path, f"gallery/{names[begun]}", moved[begun].description)
    text = render(
        "system",
        system=one.system,
        title=wording.heading(one.system.name.replace("-", " ")),
        stem=stem,
        headline=summary.headline(found, knowledge),
        numbers=[
            (wording.estimate_name(name), wording.estimate_in_words(estimate))
            for name, estimate in found.estimates.items()
        ],
        decisions=[
            (name, advice, knowledge.decisions[name].options[advice.option])
            for name, advice in found.decisions.items()
            if advice.option is not None
        ],
        open=summary.open_decisions(found, knowledge),
        unknown=found.unknown_that_matter,
        questions=knowledge.questions,
        first=(between(path, face.file), face.description),
        pictures=[
            (wording.heading(view.id.replace("-", " ")), f"{stem}/{view.id}.svg", picture.description)
            for view, picture in zip(others, rest, strict=True)
        ],
        similar=[
            (to(path, case_page(similar.case), similar.title), similar.organisation, len(similar.agrees),
             len(similar.agrees) + len(similar.differs))
            for similar in found.similar
        ],
        moves=one.panel.moves,
        anchors=[anchor(move.field) for move in one.panel.moves],
        turns=list(_turns(material, one.panel)),
        crossings=len(one.panel.scenarios),
        answers=write_system(one.system, knowledge.questions).splitlines(),
        go=Linker(path, knowledge),
    )  # fmt: skip
    return Page(path, wording.heading(one.system.name.replace("-", " ")), text), face, assets


def _drawn(wanted: Sequence[View]) -> Iterable[Picture]:
    """The pictures of ``wanted``; the renderer is another program, so two run at once."""
    pictures = [draw(view, {}) for view in wanted]
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda picture: picture.svg, pictures))
    return pictures


def _turns(material: Material, panel: Panel) -> Iterable[tuple[str, str, str]]:
    """What each single move turns: the answer, its value and the decisions in words. What is read without scripts."""
    if not panel.scenarios:
        return
    knowledge = material.knowledge
    base = panel.scenarios[0]
    for scenario in panel.scenarios[1:]:
        moved = [(move, place) for move, place in zip(panel.moves, scenario.places, strict=True) if place]
        if len(moved) != 1:
            continue
        [(move, place)] = moved
        changes = [
            f"{decision.title}: {_option(decision.options, before)} → {_option(decision.options, after)}"
            for decision, before, after in zip(
                knowledge.decisions.values(), base.options, scenario.options, strict=True
            )
            if before != after
        ]
        said = "no architecture satisfies this" if scenario.picture == NOTHING else "; ".join(changes) or "nothing"
        yield move.asked, move.labels[place], said


def _option(options: Mapping[str, object], place: int) -> str:
    return "does not apply" if place == NOTHING else getattr(list(options.values())[place], "title", "")
