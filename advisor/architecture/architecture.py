"""The architecture of one system as an immutable graph: components, flows between them, and boundaries around them.

Every diagram, record, export and scaffold is a view of this value, so they can't contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from advisor.knowledge.schema import ComponentKind

FlowMode = Literal["sync", "async", "feedback"]


@dataclass(frozen=True, order=True)
class Choice:
    """The option taken for a decision."""

    decision: str
    option: str


@dataclass(frozen=True)
class Part:
    """A component as it stands in one architecture.

    Attributes:
        id: its id in ``knowledge/components.yaml``.
        role: what flows may call it by; ``None`` where it has its id only.
        place: the part of the system's life it belongs to, such as ``serving`` or ``training``.
        boundary: id of the boundary that the place came to lie in.
        choices: what brought it, in the order of the decisions.
        always: whether every system has it, whatever was chosen.
    """

    id: str
    name: str
    kind: ComponentKind
    technology: str
    products: tuple[str, ...]
    about: str
    role: str | None
    place: str
    boundary: str
    choices: tuple[Choice, ...]
    always: bool = False

    @property
    def decisions(self) -> tuple[str, ...]:
        """The decisions that brought it, each once."""
        return tuple(dict.fromkeys(choice.decision for choice in self.choices))


@dataclass(frozen=True)
class Link:
    """A flow between two components.

    Attributes:
        source: id of the component it leaves.
        target: id of the component it reaches.
        carries: what flows.
        mode: ``sync`` where somebody waits, ``async`` where nobody does, ``feedback`` for what improves the model.
        personal: whether personal data flows here in this system; also where its sensitivity is unknown.
        choices: what brought it.
    """

    source: str
    target: str
    carries: str
    mode: FlowMode
    personal: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Frame:
    """A boundary that at least one component stands in."""

    id: str
    name: str
    about: str


@dataclass(frozen=True)
class Ban:
    """Personal data must not flow from the boundaries ``source`` into ``target``, because the answers say so."""

    source: frozenset[str]
    target: frozenset[str]
    because: str


@dataclass(frozen=True)
class Architecture:
    """One system's components by id, in the order of the catalogue, and the flows between them."""

    system: str
    components: Mapping[str, Part]
    flows: tuple[Link, ...]
    boundaries: Mapping[str, Frame]
    bans: tuple[Ban, ...] = ()

    def __post_init__(self) -> None:
        for name in ("components", "boundaries"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def in_role(self, *roles: str) -> tuple[Part, ...]:
        """The components that play one of ``roles``."""
        return tuple(part for part in self.components.values() if part.role in roles)

    def within(self, boundary: str) -> tuple[Part, ...]:
        """The components that stand in a boundary."""
        return tuple(part for part in self.components.values() if part.boundary == boundary)

    def crossings(self) -> Iterator[Link]:
        """The flows of personal data from one boundary into another."""
        for flow in self.flows:
            ends = self.components[flow.source], self.components[flow.target]
            if flow.personal and ends[0].boundary != ends[1].boundary:
                yield flow

    def reached_from(self, component: str) -> frozenset[str]:
        """The components to which flows lead from ``component``, itself included."""
        found: set[str] = set()
        waiting = [component]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += (flow.target for flow in self.flows if flow.source == name)
        return frozenset(found)
