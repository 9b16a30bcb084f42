"""A team's own systems in the site: what `advisor build` wrote for each, and a table over all of them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from advisor.advise import advise
from advisor.errors import UserError
from advisor.recommendation.recommendation import Recommendation
from advisor.records.folder import read_records
from advisor.records.record import Record
from advisor.rendering import wording
from advisor.rendering.records import FOLDER
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from advisor.site.links import relinked
from advisor.site.material import Material
from advisor.site.page import Page, Section, render, to
from advisor.site.places import Linker

PORTFOLIO = "systems/index.md"
ANSWERS = "system.yaml"
PUBLISHED = frozenset({".md", ".svg", ".png", ".html", ".pdf", ".json", ".yaml", ".csv"})
AT_A_GLANCE = ("latency_p99_ms", "running_cost_usd_month", "availability")
LEADING = 3
"""How many decisions the table shows, in the order of the rule base."""


@dataclass(frozen=True)
class TeamSystem:
    """A folder that `advisor build` wrote.

    Attributes:
        stem: name of its folder in the site.
        records: its decision records, by number.
        files: everything in it that is published, by path inside it.
    """

    stem: str
    system: System
    records: tuple[Record, ...]
    files: Mapping[str, bytes]


def read_team(folders: Sequence[Path], material: Material) -> tuple[TeamSystem, ...]:
    """The systems in ``folders``: each is such a folder, or holds some.

    Raises:
        UserError: a folder holds none, two have the same name, or a file can't be read.
        InvalidInput: a system file or record can't be read.
    """
    found: dict[str, TeamSystem] = {}
    for folder in folders:
        homes = sorted(path.parent for path in folder.rglob(ANSWERS))
        if not homes:
            raise UserError(f"{folder}: there is no {ANSWERS} in it. Name a folder that 'advisor build' wrote.")
        for home in homes:
            one = _read(home, material)
            if one.stem in found:
                raise UserError(
                    f"{home}: there is another system called {one.system.name!r}. Name each one differently."
                )
            found[one.stem] = one
    return tuple(found[stem] for stem in sorted(found))


def _read(home: Path, material: Material) -> TeamSystem:
    answers = home / ANSWERS
    try:
        system = read_system(answers.read_text(encoding="utf-8"), str(answers), material.knowledge)
        files = {
            path.relative_to(home).as_posix(): path.read_bytes()
            for path in sorted(home.rglob("*"))
            if path.is_file() and path.suffix in PUBLISHED and not path.name.startswith(".")
        }
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{home}: can't be read: {error}.") from None
    return TeamSystem(wording.file_name(system.name), system, read_records(home / FOLDER), files)


def team_section(material: Material, team: Sequence[TeamSystem]) -> Section:
    """The table over all systems, and for each its own pages and records."""
    sections = [_section(one) for one in team]
    return Section("Systems", (_portfolio(material, team), *sections))


def team_assets(team: Sequence[TeamSystem]) -> dict[str, bytes]:
    """Every file of the systems that is not a page."""
    return {
        f"systems/{one.stem}/{path}": content
        for one in team
        for path, content in one.files.items()
        if not path.endswith(".md")
    }


def _section(one: TeamSystem) -> Section:
    titles = {f"{FOLDER}/{record.file}": _record_title(record) for record in one.records}
    names = {"index.md": "At a glance", f"{FOLDER}/index.md": "Decision records"}
    pages = [
        Page(f"systems/{one.stem}/{path}", names.get(path) or titles.get(path, path), _leading_inside(one, path))
        for path in sorted(one.files, key=lambda path: (path != "index.md", path))
        if path.endswith(".md")
    ]
    return Section(one.system.name, tuple(pages))


def _leading_inside(one: TeamSystem, path: str) -> str:
    """The page at ``path`` where a link to a file that is not published, such as source code, is its words alone."""

    def to(address: str) -> str | None:
        target = address.partition("#")[0]
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
        return address if not target or wanted in one.files else None

    return relinked(one.files[path].decode("utf-8"), to)


def _record_title(record: Record) -> str:
    """Number and title, and the status of a record that is not in force."""
    return f"{record.number:04d} {record.title}" + ("" if record.live else f" ({record.status or 'no status'})")


def _portfolio(material: Material, team: Sequence[TeamSystem]) -> Page:
    knowledge = material.knowledge
    leading = list(knowledge.decisions)[:LEADING]
    go = Linker(PORTFOLIO, knowledge)
    rows = []
    for one in team:
        now = advise(knowledge, one.system)
        in_force = {record.decision: record.option for record in one.records if record.live and record.decision}
        rows.append(
            (
                to(PORTFOLIO, f"systems/{one.stem}/index.md", one.system.name),
                [_recorded(go, name, in_force.get(name)) for name in leading],
                [_number(now, name) for name in AT_A_GLANCE],
                sum(1 for record in one.records if record.live),
                [knowledge.decisions[name].title for name in _no_longer(in_force, now)],
            )
        )
    text = render(
        "portfolio",
        rows=rows,
        decisions=[knowledge.decisions[name].short for name in leading],
        numbers=[wording.estimate_name(name) for name in AT_A_GLANCE],
        knowledge=knowledge,
    )
    return Page(PORTFOLIO, "Portfolio", text)


def _recorded(go: Linker, decision: str, option: str | None) -> str:
    known = go.knowledge.decisions[decision].options
    return go.option(decision, option) if option in known else option or "not recorded"


def _number(now: Recommendation, name: str) -> str:
    return wording.estimate_in_words(now.estimates[name]) if name in now.estimates else "not estimated"


def _no_longer(in_force: Mapping[str, str | None], now: Recommendation) -> list[str]:
    """Decisions whose option in force is not what is recommended today."""
    return [name for name, advice in now.decisions.items() if name in in_force and in_force[name] != advice.option]
