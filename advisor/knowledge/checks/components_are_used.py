"""Every component, role, place and boundary is part of some architecture."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "component-not-used"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each part of ``components.yaml`` that no option or component uses."""
    catalog = files.knowledge.components
    options = [option for decision in files.knowledge.decisions.values() for option in decision.options.values()]
    used = {use.component for option in options for use in option.components}
    used |= {use.component for use in catalog.always.components}
    where = {component.place for component in catalog.components.values()} | set(catalog.places.values())
    where |= {target for option in options for target in option.places.values()}
    where |= {target for placement in catalog.always.places for target in placement.places.values()}

    def unused(kind: str, names: set[str], noun: str) -> Iterator[Finding]:
        for name in sorted(names):
            at = files.at("file", "components.yaml", kind, name)
            yield warning(CHECK, at, f"nothing uses the {noun} {name!r}.")

    yield from unused("components", set(catalog.components) - used, "component")
    yield from unused("places", set(catalog.places) - where, "place")
    yield from unused("boundaries", set(catalog.boundaries) - where, "boundary")
