"""From chosen options to an architecture: which components there are, what flows between them, and where they stand.

Components, flows and places come from the options; what no option names but every system has comes from the
catalogue's ``always``. A flow exists only when both its ends do. A place may name another place; the chain ends
at a boundary. What the answers say about a place goes before what an option says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from advisor.architecture.architecture import Architecture, Ban, Choice, Frame, Link, Part
from advisor.knowledge.schema import Boundary, Component, ComponentUse, Flow
from advisor.requirements.system import System

Holds = Callable[[str], bool | None]
"""Whether the text of a condition holds: yes, no, or ``None`` where the answers leave it open."""


class Contribution(Protocol):
    """What an option brings; ``knowledge.schema.Option`` is one."""

    @property
    def components(self) -> tuple[ComponentUse, ...]: ...
    @property
    def flows(self) -> tuple[Flow, ...]: ...
    @property
    def places(self) -> Mapping[str, str]: ...


class StandingUse(Protocol):
    """A component that every system has, unless a condition is known to hold or a needed one is not."""

    @property
    def component(self) -> str: ...
    @property
    def when(self) -> str | None: ...
    @property
    def unless(self) -> str | None: ...


class PlacedBy(Protocol):
    """Places that answers decide."""

    @property
    def when(self) -> str: ...
    @property
    def places(self) -> Mapping[str, str]: ...


class Crossing(Protocol):
    """Boundaries that personal data must not cross when ``when`` holds."""

    @property
    def source(self) -> tuple[str, ...]: ...
    @property
    def target(self) -> tuple[str, ...]: ...
    @property
    def when(self) -> str: ...
    @property
    def because(self) -> str: ...


class Always(Protocol):
    """What no option names but every system has."""

    @property
    def components(self) -> tuple[StandingUse, ...]: ...
    @property
    def flows(self) -> tuple[Flow, ...]: ...
    @property
    def places(self) -> tuple[PlacedBy, ...]: ...
    @property
    def crossings(self) -> tuple[Crossing, ...]: ...
    @property
    def personal(self) -> str: ...


class Catalog(Protocol):
    """``knowledge.schema.ComponentCatalog`` with its ``always``."""

    @property
    def boundaries(self) -> Mapping[str, Boundary]: ...
    @property
    def places(self) -> Mapping[str, str]: ...
    @property
    def components(self) -> Mapping[str, Component]: ...
    @property
    def always(self) -> Always: ...


def compose(
    catalog: Catalog,
    options: Mapping[str, Mapping[str, Contribution]],
    chosen: Mapping[str, str],
    system: System,
    holds: Holds,
) -> Architecture:
    """The architecture that ``chosen`` (option by decision) makes of the parts in ``catalog``.

    Args:
        catalog: components, boundaries, places.
        options: what every option of every decision brings, decisions in the order of the rule base.
        chosen: the option of each decision that applies.
        system: whose architecture it is.
        holds: judges the conditions of components, flows and places for this system and choice.

    Raises:
        KeyError: ``chosen`` or a contribution names something that is not there.
    """
    taken = [(Choice(d, chosen[d]), options[d][chosen[d]]) for d in options if d in chosen]
    brought = _components(catalog, taken, holds)
    boundary_of = _boundaries(catalog, taken, holds)
    parts = {
        name: _part(name, component, boundary_of(component.place), brought[name])
        for name, component in catalog.components.items()
        if name in brought
    }
    may_be_personal = holds(catalog.always.personal) is not False
    flows = _flows(parts, _flow_texts(catalog, taken, holds), may_be_personal)
    used = {part.boundary for part in parts.values()}
    return Architecture(
        system=system.name,
        components=parts,
        flows=flows,
        boundaries={n: Frame(n, b.name, b.about) for n, b in catalog.boundaries.items() if n in used},
        bans=tuple(
            Ban(frozenset(crossing.source), frozenset(crossing.target), crossing.because)
            for crossing in catalog.always.crossings
            if holds(crossing.when)
        ),
    )


_Taken = Iterable[tuple[Choice, Contribution]]


def _components(catalog: Catalog, taken: _Taken, holds: Holds) -> dict[str, list[Choice]]:
    """Ids of the components there are, with the choices that brought them; none for those every system has."""
    brought: dict[str, list[Choice]] = {}
    for standing in catalog.always.components:
        if (standing.when is None or holds(standing.when)) and not (standing.unless and holds(standing.unless)):
            brought.setdefault(standing.component, [])
    for choice, contribution in taken:
        for use in contribution.components:
            if use.when is None or holds(use.when):
                brought.setdefault(use.component, []).append(choice)
    return brought


def _boundaries(catalog: Catalog, taken: _Taken, holds: Holds) -> Callable[[str], str]:
    """The function from a place, or a boundary, to the boundary it lies in."""
    lies_in = dict(catalog.places)
    for _, contribution in taken:
        lies_in.update(contribution.places)
    for placed in catalog.always.places:
        if holds(placed.when):
            lies_in.update(placed.places)

    def boundary_of(place: str) -> str:
        seen: list[str] = []
        while place not in catalog.boundaries:
            if place in seen:
                raise KeyError(f"places lie in each other: {' in '.join([*seen, place])}")
            seen.append(place)
            place = lies_in[place]
        return place

    return boundary_of


def _part(name: str, component: Component, boundary: str, choices: Iterable[Choice]) -> Part:
    causes = tuple(choices)
    return Part(
        id=name,
        name=component.name,
        kind=component.kind,
        technology=component.technology,
        products=component.products,
        about=component.about,
        role=component.role,
        place=component.place,
        boundary=boundary,
        choices=causes,
        always=not causes,
    )


def _flow_texts(catalog: Catalog, taken: _Taken, holds: Holds) -> Iterator[tuple[Flow, Choice | None]]:
    for flow in catalog.always.flows:
        if flow.when is None or holds(flow.when):
            yield flow, None
    for choice, contribution in taken:
        for flow in contribution.flows:
            if flow.when is None or holds(flow.when):
                yield flow, choice


def _flows(
    parts: Mapping[str, Part], texts: Iterable[tuple[Flow, Choice | None]], may_be_personal: bool
) -> tuple[Link, ...]:
    """Flows between present components; one that several options bring appears once, with all its choices."""
    present: dict[str, list[str]] = defaultdict(list)
    for name, part in parts.items():
        present[name].append(name)
        if part.role is not None and part.role != name:
            present[part.role].append(name)
    links: dict[tuple[str, str, str], Link] = {}
    for flow, choice in texts:
        for source in present.get(flow.source, ()):
            for target in present.get(flow.target, ()):
                key = source, target, flow.carries
                known = links.get(key)
                choices = (known.choices if known else ()) + ((choice,) if choice else ())
                links[key] = Link(
                    source=source,
                    target=target,
                    carries=flow.carries,
                    mode=known.mode if known else flow.mode,
                    personal=may_be_personal and (flow.personal or bool(known and known.personal)),
                    choices=tuple(dict.fromkeys(choices)),
                )
    return tuple(link for link in links.values() if link.source != link.target)
