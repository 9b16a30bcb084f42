"""What a page says about each decision, as plain values: records, report and terminal lay out the same views."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Decision, Option, Source
from advisor.recommendation.limits import StatedLimit, stated_limits
from advisor.recommendation.recommendation import DecisionAdvice, Reason, Recommendation, SimilarSystem
from advisor.records.life import Plan
from advisor.records.record import Record
from advisor.records.triggers import Trigger, limit_triggers, move_triggers, triggers_of
from advisor.rendering import argument, wording
from advisor.rendering.revisits import Revisit, moves, revisits

if TYPE_CHECKING:
    from advisor.architecture.architecture import Architecture, Part
    from advisor.recommendation.study import Study
    from advisor.recommendation.ways_out import WaysOut

MOST_DIFFERENCES = 5
LIKELY = 0.02
"""Probability from which an option gets its consequences and more than the strongest reasons shown."""


@dataclass(frozen=True)
class Line:
    """One thing said for or against an option.

    Attributes:
        verdict: which way it pulls and how hard.
        sources: ids of the sources behind it.
        origin: id of the rule or coupling, or ``priority:<quality>``.
        decisions: other decisions that it reads.
    """

    verdict: str
    text: str
    sources: tuple[str, ...]
    origin: str
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class OptionView:
    """One option with everything that speaks for and against it.

    Attributes:
        standing: its probability, or why it has none.
        likely: whether it is probable enough to be worth a longer look.
    """

    option: Option
    chosen: bool
    feasible: bool
    likely: bool
    standing: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Driver:
    """An answer, a priority or another decision that bears on this one.

    Attributes:
        value: ``None`` when unanswered.
        pull: the strongest thing that follows from it here.
    """

    name: str
    asked: str
    value: str | None
    pull: str


@dataclass(frozen=True)
class Barrier:
    """An answer or decision that alone makes options impossible.

    Attributes:
        options: their titles.
    """

    name: str
    value: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Precedent:
    """A published system that took the same decision.

    Attributes:
        option: title of the option its builders took.
        agrees: whether it is the one recommended here.
    """

    system: SimilarSystem
    option: str
    agrees: bool


@dataclass(frozen=True)
class DecisionView:
    """One decision that applies, ready to be laid out.

    Attributes:
        number: of its record, from 1.
        lead: log-odds by which the best architecture is ahead of the best one with the runner-up.
        separating: what tells the chosen option and the runner-up apart, the strongest first.
        objections: for a fixed decision, what the team gives up with it.
        excluded: options that rules make impossible, with those rules; none where other decisions are the cause.
        waiting: unanswered requirements that rules wait for, the weightiest first.
        parts: components that the decision brought, with the name of their boundary.
        limits: what the team stated as a limit and this decision bears on.
        barriers: the answers without which more would be possible.
        triggers: when to look at the decision again, for machines: the single changes of an answer that flip it, the
            limits broken, the moves on from a simpler beginning.
        revisits: the first of these in words.
        moves: the last of these in words.
    """

    name: str
    number: int
    decision: Decision
    advice: DecisionAdvice
    chosen: Option
    runner_up: Option | None
    runner_up_probability: float
    lead: float | None
    drivers: tuple[Driver, ...]
    options: tuple[OptionView, ...]
    separating: tuple[Line, ...]
    objections: tuple[Line, ...]
    excluded: tuple[tuple[Option, tuple[Line, ...]], ...]
    waiting: tuple[str, ...]
    parts: tuple[tuple[Part, str], ...]
    limits: tuple[StatedLimit, ...]
    barriers: tuple[Barrier, ...]
    triggers: tuple[Trigger, ...]
    revisits: tuple[Revisit, ...]
    moves: tuple[Revisit, ...]
    sources: tuple[tuple[str, Source], ...]
    similar: tuple[Precedent, ...]


@dataclass(frozen=True)
class Dossier:
    """Everything that the written output is made from.

    Attributes:
        date: ISO date to put into records and pages.
        plan: which record stands for each decision, and the records that are there already.
        diagrams: SVG by name, in the order in which they are to be read.
        charts: SVG by decision.
        number_charts: SVG of latency, cost and comparisons, by file name.
        study_charts: SVG of what the recommendation rests on, by file name.
        study: what would change the recommendation and what it rests on, if that was looked for.
        ways_out: of the limits that the recommendation breaks, if they were looked for.
    """

    recommendation: Recommendation
    knowledge: KnowledgeBase
    architecture: Architecture
    date: str
    plan: Plan
    diagrams: Mapping[str, str] = field(default_factory=dict)
    charts: Mapping[str, str] = field(default_factory=dict)
    number_charts: Mapping[str, str] = field(default_factory=dict)
    study_charts: Mapping[str, str] = field(default_factory=dict)
    study: Study | None = None
    ways_out: WaysOut | None = None

    @cached_property
    def views(self) -> dict[str, DecisionView]:
        """The views of all decisions that apply, in the order of the rule base."""
        viewer = _Viewer(self.recommendation, self.knowledge, self.architecture, self.numbers, self.study)
        return {name: viewer.view(name, advice) for name, advice in argument.taken(self.recommendation).items()}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each decision's record; its place in the rule base where it has none."""
        return record_numbers(self.knowledge) | {name: entry.number for name, entry in self.plan.entries.items()}

    @property
    def earlier(self) -> tuple[Record, ...]:
        """The records that are there already."""
        return self.plan.earlier


def record_numbers(knowledge: KnowledgeBase) -> dict[str, int]:
    """The number of each decision's first record: its place in the rule base, from 1.

    A decision keeps its number when others cease to apply, so that links from outside stay right.
    """
    return {name: number for number, name in enumerate(knowledge.decisions, start=1)}


def decision_view(recommendation: Recommendation, knowledge: KnowledgeBase, decision: str) -> DecisionView:
    """The view of one decision that applies, without the parts of the architecture that it brought."""
    return _Viewer(recommendation, knowledge, None, record_numbers(knowledge)).view(
        decision, recommendation.decisions[decision]
    )


@dataclass(frozen=True)
class _Viewer:
    recommendation: Recommendation
    knowledge: KnowledgeBase
    architecture: Architecture | None
    numbers: Mapping[str, int]
    study: Study | None = None

    def view(self, name: str, advice: DecisionAdvice) -> DecisionView:
        decision = self.knowledge.decisions[name]
        chosen = decision.options[str(advice.option)]
        drivers = self.drivers(advice)
        limits = stated_limits(self.recommendation, [driver.name for driver in drivers])
        questions = self.knowledge.questions
        triggers = (
            *triggers_of(self.study.flips if self.study else (), name, questions),
            *limit_triggers(limits, questions),
            *move_triggers(self.study.moves if self.study else (), name, str(advice.option), questions),
        )
        cited = dict.fromkeys((*argument.sources_of(advice), *chosen.sources))
        return DecisionView(
            name=name,
            number=self.numbers[name],
            decision=decision,
            advice=advice,
            chosen=chosen,
            runner_up=decision.options[advice.runner_up] if advice.runner_up else None,
            runner_up_probability=advice.options[advice.runner_up].probability if advice.runner_up else 0.0,
            lead=argument.lead(advice),
            drivers=drivers,
            options=self.options(decision, advice),
            separating=self.separating(advice),
            objections=self.objections(advice) if advice.fixed else (),
            excluded=self.excluded(decision, advice),
            waiting=self.waiting(drivers),
            parts=self.parts(name),
            limits=tuple(limits),
            triggers=triggers,
            revisits=revisits(triggers, self.recommendation.system, self.knowledge, decision),
            moves=moves(triggers, self.recommendation.system, self.knowledge, decision),
            barriers=self.barriers(decision, advice),
            sources=tuple((source, self.knowledge.sources[source]) for source in cited),
            similar=tuple(_precedents(name, decision, self.recommendation.similar)),
        )

    def drivers(self, advice: DecisionAdvice) -> tuple[Driver, ...]:
        return tuple(
            Driver(name, wording.asked(name, self.knowledge), self.value(name), self.pull(reason))
            for name, reason in argument.strongest_by_name(advice).items()
        )

    def value(self, name: str) -> str | None:
        """What was answered or decided; ``None`` when nothing was."""
        other = self.recommendation.decisions.get(name)
        if other is not None and other.option is not None:
            return self.title(name, other.option)
        return wording.stated(name, self.recommendation.system, self.knowledge)

    def title(self, decision: str, option: str) -> str:
        return wording.plain(self.knowledge.decisions[decision].options[option].title)

    def pull(self, reason: Reason) -> str:
        option = self.title(reason.decision, reason.option)
        if math.isfinite(reason.effect):
            pull = f"{wording.odds(reason.effect)} {'for' if reason.effect > 0 else 'against'} {option}"
        else:
            pull = f"{'does not go with' if reason.kind == 'coupling' else 'rules out'} {option}"
        return pull if reason.certainty >= 1 else f"{pull}, {wording.percent(reason.certainty)} likely to hold"

    def line(self, verdict: str, reason: Reason) -> Line:
        others = tuple(name for name in reason.answers if name in self.knowledge.decisions)
        return Line(verdict, wording.sentence(reason.text), reason.sources, reason.rule, others)

    def options(self, decision: Decision, advice: DecisionAdvice) -> tuple[OptionView, ...]:
        return tuple(
            OptionView(
                decision.options[name],
                name == advice.option,
                advice.options[name].feasible,
                advice.options[name].probability >= LIKELY,
                self.standing(advice, name),
                tuple(
                    self.line(argument.verdict(reason), reason) for reason in argument.speaking(advice.options[name])
                ),
            )
            for name in argument.ranked(advice)
        )

    def standing(self, advice: DecisionAdvice, option: str) -> str:
        detail = advice.options[option]
        if advice.fixed:
            return "taken by the team" if option == advice.option else "set aside by the team"
        return wording.percent(detail.probability) if detail.feasible else "impossible here"

    def objections(self, advice: DecisionAdvice) -> tuple[Line, ...]:
        return tuple(self.line(self.pull(reason), reason) for reason in argument.objections(advice)[:MOST_DIFFERENCES])

    def separating(self, advice: DecisionAdvice) -> tuple[Line, ...]:
        if advice.option is None or advice.runner_up is None:
            return ()
        found = argument.differences(advice, advice.option, advice.runner_up)
        return tuple(self.line(self.difference(advice, item), item.reason) for item in found[:MOST_DIFFERENCES])

    def difference(self, advice: DecisionAdvice, item: argument.Difference) -> str:
        winner = str(advice.option if item.effect > 0 else advice.runner_up)
        if math.isfinite(item.effect):
            return f"{wording.odds(item.effect)} for {self.title(advice.decision, winner)}"
        return f"{self.title(advice.decision, item.reason.option)} needs other decisions to change"

    def excluded(self, decision: Decision, advice: DecisionAdvice) -> tuple[tuple[Option, tuple[Line, ...]], ...]:
        return tuple(
            (
                decision.options[name],
                tuple(self.line("Impossible", reason) for reason in argument.exclusions(option)),
            )
            for name, option in advice.options.items()
            if not option.feasible and not (advice.fixed and not argument.exclusions(option))
        )

    def waiting(self, drivers: Iterable[Driver]) -> tuple[str, ...]:
        return tuple(
            driver.name for driver in drivers if driver.value is None and driver.name in self.knowledge.questions
        )

    def parts(self, decision: str) -> tuple[tuple[Part, str], ...]:
        if self.architecture is None:
            return ()
        return tuple(
            (part, self.architecture.boundaries[part.boundary].name)
            for part in self.architecture.components.values()
            if decision in part.decisions
        )

    def barriers(self, decision: Decision, advice: DecisionAdvice) -> tuple[Barrier, ...]:
        found: dict[str, list[str]] = {}
        for option, detail in advice.options.items():
            reasons = argument.exclusions(detail)
            for name in sorted(set(reasons[0].answers)) if len(reasons) == 1 else ():
                found.setdefault(name, []).append(wording.plain(decision.options[option].title))
        values = {name: self.value(name) for name in found}
        return tuple(Barrier(name, value, tuple(found[name])) for name, value in values.items() if value is not None)


def _precedents(name: str, decision: Decision, systems: Iterable[SimilarSystem]) -> Iterable[Precedent]:
    for system in systems:
        option = system.chosen.get(name)
        if option in decision.options:
            yield Precedent(system, wording.plain(decision.options[option].title), name in system.agrees)
