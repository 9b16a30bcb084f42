"""The life of one prediction, step by step, read off the flows of an architecture.

Four phases: what is ready ahead, the request and its answer, the answer when there is none, and what follows
afterwards. A call is followed into the component called before its answer is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.architecture.architecture import Architecture, Link, Part

MOST_LIFELINES = 9
Phase = Literal["ahead", "request", "fallback", "afterwards"]
PHASES: dict[Phase, str] = {
    "ahead": "Ahead of any request",
    "request": "The prediction",
    "fallback": "When there is no answer in time",
    "afterwards": "Afterwards, while nobody waits",
}
ROLES = (
    "caller",
    "server",
    "scoring_job",
    "predictions",
    "features",
    "runtime",
    "document_index",
    "router",
    "second_stage",
    "answer_ranker",
    "answer_filter",
    "event_input",
    "fallback",
    "reviewer",
    "orchestrator",
    "explainer",
    "labels",
    "monitor",
    "serving_log",
    "shadow",
    "prompts",
)
"""Roles with a part in one prediction, the dearest first; when there are too many the last ones are left out."""
ANSWERING = ("server", "scoring_job", "router", "runtime", "second_stage", "answer_ranker", "answer_filter")


@dataclass(frozen=True)
class Step:
    """One message. ``answer`` marks what comes back for a call."""

    phase: Phase
    flow: Link
    answer: bool = False


@dataclass(frozen=True)
class PredictionSequence:
    """Participants in the order in which they come in, and the steps between them."""

    title: str
    caption: str
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]


def prediction_sequence(architecture: Architecture) -> PredictionSequence:
    """The steps of one prediction in this architecture."""
    walk = _Walk(architecture)
    steps = tuple(walk.steps())
    parts = dict.fromkeys(end for step in steps for end in (step.flow.source, step.flow.target))
    return PredictionSequence(
        title=f"Life of one prediction: {architecture.system}",
        caption="Read downwards. A solid arrow is waited for, a dashed one is an answer or is not waited for.",
        parts=tuple(architecture.components[name] for name in parts),
        steps=steps,
    )


class _Walk:
    def __init__(self, architecture: Architecture) -> None:
        parts = architecture.components
        ranked = sorted((p for p in parts.values() if p.role in ROLES), key=lambda p: ROLES.index(p.role or ""))
        self._role = {part.id: part.role for part in ranked}
        flows = [flow for flow in architecture.flows if flow.source in self._role and flow.target in self._role]
        touching = {end for flow in flows for end in (flow.source, flow.target)}
        kept = [part.id for part in ranked if part.id in touching][:MOST_LIFELINES]
        self._flows = [flow for flow in flows if flow.source in kept and flow.target in kept]
        self._seen: set[Link] = set()

    def steps(self) -> Iterator[Step]:
        yield from self._ahead()
        for caller in self._playing("caller"):
            for flow in self._from(caller, "sync"):
                if self._role[flow.target] != "fallback":
                    yield from self._call("request", flow)
        yield from self._unasked()
        for flow in list(self._flows):
            if flow not in self._seen and self._role[flow.target] == "fallback":
                yield from self._call("fallback", flow)
        yield from self._afterwards()

    def _playing(self, *roles: str) -> list[str]:
        return [name for name, role in self._role.items() if role in roles]

    def _from(self, name: str, mode: str) -> list[Link]:
        return [flow for flow in self._flows if flow.source == name and flow.mode == mode and flow not in self._seen]

    def _take(self, phase: Phase, flow: Link, answer: bool = False) -> Iterator[Step]:
        if flow not in self._seen:
            self._seen.add(flow)
            yield Step(phase, flow, answer)

    def _call(self, phase: Phase, call: Link) -> Iterator[Step]:
        """A call, what the one called needs for it, and the answer."""
        if call in self._seen:
            return
        yield from self._take(phase, call)
        backwards = call.target, call.source, "sync"
        answers = [f for f in self._flows if (f.source, f.target, f.mode) == backwards and f not in self._seen]
        self._seen.update(answers)
        for flow in [f for f in self._flows if f.target == call.target and f.mode == "sync" and f not in self._seen]:
            if not any((b.source, b.target) == (flow.target, flow.source) for b in self._flows):
                yield from self._take(phase, flow)
        for flow in self._from(call.target, "sync"):
            if self._role[flow.target] != "fallback":
                yield from self._call(phase, flow)
        for answer in answers:
            yield Step(phase, answer, answer=True)

    def _ahead(self) -> Iterator[Step]:
        """What a scoring job reads and stores before anybody asks."""
        jobs = self._playing("scoring_job")
        for flow in self._sorted([f for f in self._flows if f.target in jobs], ("orchestrator", "features")):
            yield from self._take("ahead", flow)
        for flow in self._flows:
            if flow.source in jobs and self._role[flow.target] in ("predictions", "caller", *ANSWERING):
                yield from self._take("ahead", flow)

    def _unasked(self) -> Iterator[Step]:
        """Predictions that no call asked for: events that come in, results that are looked up or sent on."""
        into = [f for f in self._flows if self._role[f.target] in ANSWERING and f.mode != "feedback"]
        for flow in self._sorted(into, ("event_input", "features")):
            if self._role[flow.source] in ("event_input", "features", "document_index", "caller", *ANSWERING):
                yield from self._take("request", flow)
        for flow in self._flows:
            answers = self._role[flow.source] in ("predictions", *ANSWERING)
            if answers and flow.mode != "feedback" and self._role[flow.target] in ("caller", "predictions"):
                yield from self._take("request", flow)
        for flow in self._flows:
            if self._role[flow.source] == "predictions" and self._role[flow.target] == "caller":
                yield from self._take("request", flow)

    def _afterwards(self) -> Iterator[Step]:
        order = (*ANSWERING, "explainer", "shadow", "reviewer", "caller", "labels")
        for role in order:
            for flow in self._flows:
                if self._role[flow.source] == role and self._role[flow.target] not in ("orchestrator", "prompts"):
                    yield from self._take("afterwards", flow)

    def _sorted(self, flows: Sequence[Link], first: Sequence[str]) -> list[Link]:
        rank = {role: n for n, role in enumerate(first)}
        return sorted(flows, key=lambda flow: rank.get(self._role[flow.source] or "", len(rank)))
