"""From chosen options to an architecture: which components there are, what flows between them, and where they stand.

Components, flows and places come from the options; what no option names but every system has comes from the
catalogue's ``always``. A flow exists only when both its ends do. A place may name another place; the chain ends
at a boundary. What the answers say about a place goes before what an option says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from advisor import conditions
from advisor.architecture.architecture import Architecture, Ban, Choice, Frame, Link, Part
from advisor.knowledge.base import KnowledgeBase, decision_fields
from advisor.knowledge.schema import Component, ComponentCatalog, Flow, Option
from advisor.recommendation.recommendation import Recommendation
from advisor.requirements.system import System

Holds = Callable[[str], bool | None]
"""Whether the text of a condition holds: yes, no, or ``None`` where the answers leave it open."""


def architecture_of(knowledge: KnowledgeBase, recommendation: Recommendation) -> Architecture:
    """The architecture of the recommended options."""
    chosen, system = recommendation.architecture, recommendation.system
    return compose(knowledge, chosen, system, judge(knowledge, chosen, system))


def judge(knowledge: KnowledgeBase, chosen: Mapping[str, str], system: System) -> Holds:
    """The judge of conditions over the answers of ``system`` and the options chosen for it."""
    vocabulary = {**knowledge.vocabulary, **decision_fields(knowledge.decisions)}
    facts = {**system.requirements, **chosen}
    return lambda text: conditions.holds(knowledge.conditions[text], facts, vocabulary)


def compose(knowledge: KnowledgeBase, chosen: Mapping[str, str], system: System, holds: Holds) -> Architecture:
    """The architecture that ``chosen`` (option by decision) makes of the parts in the rule base.

    Args:
        knowledge: components, boundaries, and what every option brings.
        chosen: the option of each decision that applies.
        system: whose architecture it is.
        holds: judges the conditions of components, flows and places for this system and choice.

    Raises:
        KeyError: ``chosen`` names a decision's option that is not there.
    """
    catalog = knowledge.components
    taken = [
        (Choice(name, chosen[name]), decision.options[chosen[name]])
        for name, decision in knowledge.decisions.items()
        if name in chosen
    ]
    brought = _components(catalog, taken, holds)
    boundary_of = _boundaries(catalog, taken, holds)
    parts = {
        name: _part(name, component, boundary_of(component.place), brought[name])
        for name, component in catalog.components.items()
        if name in brought
    }
    may_be_personal = holds(catalog.always.personal) is not False
    flows = _flows(parts, _flows_brought(catalog, taken, holds), may_be_personal)
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


_Taken = Iterable[tuple[Choice, Option]]


def _components(catalog: ComponentCatalog, taken: _Taken, holds: Holds) -> dict[str, list[Choice]]:
    """Ids of the components there are, with the choices that brought them; none for those every system has."""
    brought: dict[str, list[Choice]] = {}
    for standing in catalog.always.components:
        if (standing.when is None or holds(standing.when)) and not (standing.unless and holds(standing.unless)):
            brought.setdefault(standing.component, [])
    for choice, option in taken:
        for use in option.components:
            if use.when is None or holds(use.when):
                brought.setdefault(use.component, []).append(choice)
    return brought


def _boundaries(catalog: ComponentCatalog, taken: _Taken, holds: Holds) -> Callable[[str], str]:
    """The function from a place, or a boundary, to the boundary it lies in."""
    lies_in = dict(catalog.places)
    for _, option in taken:
        lies_in.update(option.places)
    for placed in catalog.always.places:
        if holds(placed.when):
            lies_in.update(placed.places)

    def boundary_of(place: str) -> str:
        for _ in lies_in:
            if place in catalog.boundaries:
                break
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


def _flows_brought(catalog: ComponentCatalog, taken: _Taken, holds: Holds) -> Iterator[tuple[Flow, Choice | None]]:
    for flow in catalog.always.flows:
        if flow.when is None or holds(flow.when):
            yield flow, None
    for choice, option in taken:
        for flow in option.flows:
            if flow.when is None or holds(flow.when):
                yield flow, choice


def _flows(
    parts: Mapping[str, Part], brought: Iterable[tuple[Flow, Choice | None]], may_be_personal: bool
) -> tuple[Link, ...]:
    """Flows between present components; one that several options bring appears once, with all its choices."""
    present: dict[str, list[str]] = defaultdict(list)
    for name, part in parts.items():
        present[name].append(name)
        if part.role is not None and part.role != name:
            present[part.role].append(name)
    links: dict[tuple[str, str, str], Link] = {}
    for flow, choice in brought:
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
