"""Decision records in MADR 4.0: one Markdown file for each decision, and their index.

Everything a record says comes from the recommendation and the rule base; the templates only lay it out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Decision, Option, Source
from advisor.recommendation.recommendation import DecisionAdvice, Reason, Recommendation, SimilarSystem
from advisor.rendering import argument, limits, wording
from advisor.rendering.environment import Markdown, code_span, link, markdown_environment, web_address
from advisor.rendering.model import ArchitectureView, ComponentView

FOLDER = "decisions"
MOST_DRIVERS = 7
MOST_DIFFERENCES = 5
MOST_TURNS = 5
WORTH_A_LOOK = 0.25
"""Share of the lead that must hang on an answer for a change of it to be named."""


@dataclass(frozen=True)
class Line:
    """One thing said for or against an option.

    Attributes:
        verdict: which way it pulls and how hard.
        trail: where it comes from: citations, rule, the other decision's record.
    """

    verdict: str
    text: str
    trail: Markdown


@dataclass(frozen=True)
class OptionView:
    """One option as the record shows it, with everything that speaks for and against it.

    Attributes:
        standing: its probability, or why it has none.
    """

    option: Option
    chosen: bool
    feasible: bool
    standing: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Driver:
    """An answer, a priority or another decision that bears on this one.

    Attributes:
        value: ``None`` when unanswered.
        pull: the strongest thing that follows from it here.
    """

    asked: str
    value: str | None
    pull: str


@dataclass(frozen=True)
class Turn:
    """A change that would weaken or turn the decision, and what would follow."""

    change: Markdown
    follows: str


@dataclass(frozen=True)
class Row:
    """A line of the index."""

    number: int
    title: Markdown
    chosen: str
    sure: str
    runner_up: str


def record_path(number: int, decision: str) -> str:
    """Where the record of a decision lies inside the output folder: ``decisions/0004-feature-computation.md``."""
    return f"{FOLDER}/{_file_name(number, decision)}"


def _file_name(number: int, decision: str) -> str:
    return f"{number:04d}-{decision.replace('_', '-')}.md"


def record_numbers(knowledge: KnowledgeBase) -> dict[str, int]:
    """The number of each decision's record: its place in the rule base, from 1.

    A decision keeps its number when others cease to apply, so that links from outside stay right.
    """
    return {name: number for number, name in enumerate(knowledge.decisions, start=1)}


def decision_records(
    recommendation: Recommendation,
    knowledge: KnowledgeBase,
    architecture: ArchitectureView,
    *,
    date: str,
    diagrams: Iterable[str] = (),
    charts: Iterable[str] = (),
) -> dict[str, str]:
    """The records of all decisions that apply, and ``decisions/index.md``, by path inside the output folder.

    Args:
        date: ISO date to put into the records.
        diagrams: names of the diagrams that lie in ``diagrams/`` as SVG.
        charts: decisions of which a chart lies in ``charts/``.
    """
    writer = _Writer(recommendation, knowledge, architecture, date, tuple(diagrams), frozenset(charts))
    records = {
        record_path(writer.numbers[name], name): writer.record(name, advice)
        for name, advice in argument.taken(recommendation).items()
    }
    return {**records, f"{FOLDER}/index.md": writer.index()}


@dataclass(frozen=True)
class _Writer:
    recommendation: Recommendation
    knowledge: KnowledgeBase
    architecture: ArchitectureView
    date: str
    diagrams: tuple[str, ...]
    charts: frozenset[str]

    @property
    def numbers(self) -> dict[str, int]:
        return record_numbers(self.knowledge)

    def record(self, name: str, advice: DecisionAdvice) -> str:
        decision = self.knowledge.decisions[name]
        chosen = decision.options[str(advice.option)]
        drivers = self.drivers(advice)
        cited = tuple(dict.fromkeys((*argument.sources_of(advice), *chosen.sources)))
        return markdown_environment().get_template("records/record.md.jinja").render(
            name=name,
            system=self.recommendation.system,
            recommendation=self.recommendation,
            date=self.date,
            decision=decision,
            advice=advice,
            chosen=chosen,
            heading=wording.heading(chosen.phrase),
            drivers=list(drivers.values())[:MOST_DRIVERS],
            lesser_drivers=list(drivers)[MOST_DRIVERS:],
            options=self.options(decision, advice),
            runner_up=decision.options[advice.runner_up] if advice.runner_up else None,
            runner_up_probability=advice.options[advice.runner_up].probability if advice.runner_up else 0.0,
            lead=argument.lead(advice),
            separating=self.separating(advice),
            objections=self.objections(advice) if advice.fixed else [],
            excluded=self.excluded(decision, advice),
            waiting=self.waiting(advice),
            parts=self.parts(name),
            limits=limits.limits_that_bear(self.recommendation, drivers),
            turns=self.turns(decision, advice)[:MOST_TURNS],
            chart=name in self.charts,
            diagrams=self.diagrams,
            sources=[(source, self.knowledge.sources[source]) for source in cited],
            definitions=[text for source in cited if (text := _definition(source, self.knowledge.sources[source]))],
            similar=_similar(name, decision, self.recommendation.similar),
        )

    def index(self) -> str:
        absent = [
            (self.numbers[name], self.knowledge.decisions[name], advice)
            for name, advice in self.recommendation.decisions.items()
            if advice.option is None
        ]
        return markdown_environment().get_template("records/index.md.jinja").render(
            system=self.recommendation.system,
            recommendation=self.recommendation,
            date=self.date,
            rows=[self.row(name, advice) for name, advice in argument.taken(self.recommendation).items()],
            absent=absent,
            open=[self.knowledge.decisions[name].title for name in argument.still_open(self.recommendation)],
        )

    def row(self, name: str, advice: DecisionAdvice) -> Row:
        decision = self.knowledge.decisions[name]
        if advice.runner_up is None:
            runner_up = "set aside by the team" if advice.fixed else "none possible"
        else:
            share = wording.percent(advice.options[advice.runner_up].probability)
            runner_up = f"{decision.options[advice.runner_up].title}, {share}"
        return Row(
            self.numbers[name],
            link(decision.title, _file_name(self.numbers[name], name)),
            decision.options[str(advice.option)].title,
            "fixed" if advice.fixed else wording.percent(advice.probability),
            runner_up,
        )

    def drivers(self, advice: DecisionAdvice) -> dict[str, Driver]:
        return {
            name: Driver(wording.asked(name, self.knowledge), self.value(name), self.pull(reason))
            for name, reason in argument.strongest_by_name(advice).items()
        }

    def value(self, name: str) -> str | None:
        """What was answered or decided; ``None`` when nothing was."""
        other = self.recommendation.decisions.get(name)
        if other is not None and other.option is not None:
            return self.option_title(name, other.option)
        return wording.stated(name, self.recommendation.system, self.knowledge)

    def pull(self, reason: Reason) -> str:
        option = self.option_title(reason.decision, reason.option)
        if not math.isfinite(reason.effect):
            pull = f"{'does not go with' if reason.kind == 'coupling' else 'rules out'} {option}"
        else:
            pull = f"{wording.odds(reason.effect)} {'for' if reason.effect > 0 else 'against'} {option}"
        return pull if reason.certainty >= 1 else f"{pull}, {wording.percent(reason.certainty)} likely to hold"

    def option_title(self, decision: str, option: str) -> str:
        return wording.plain(self.knowledge.decisions[decision].options[option].title)

    def options(self, decision: Decision, advice: DecisionAdvice) -> list[OptionView]:
        """Every option, the chosen one first, then by probability."""
        order = sorted(advice.options, key=lambda name: (name != advice.option, -advice.options[name].probability))
        return [
            OptionView(
                decision.options[name],
                name == advice.option,
                advice.options[name].feasible,
                self.standing(advice, name),
                tuple(
                    Line(argument.verdict(reason), wording.sentence(reason.text), self.trail(reason))
                    for reason in argument.speaking(advice.options[name])
                ),
            )
            for name in order
        ]

    def standing(self, advice: DecisionAdvice, option: str) -> str:
        detail = advice.options[option]
        if advice.fixed:
            return "taken by the team" if option == advice.option else "set aside by the team"
        return wording.percent(detail.probability) if detail.feasible else "impossible here"

    def objections(self, advice: DecisionAdvice) -> list[Line]:
        """What the team gives up with a decision that it took before."""
        return [
            Line(self.pull(reason), wording.sentence(reason.text), self.trail(reason))
            for reason in argument.objections(advice)[:MOST_DIFFERENCES]
        ]

    def separating(self, advice: DecisionAdvice) -> list[Line]:
        """What tells the chosen option and the runner-up apart, as far as it takes to understand the lead."""
        if advice.option is None or advice.runner_up is None:
            return []
        found = argument.differences(advice, advice.option, advice.runner_up)
        return [
            Line(
                self.difference(advice, item),
                wording.sentence(item.reason.text),
                self.trail(item.reason),
            )
            for item in found[:MOST_DIFFERENCES]
        ]

    def difference(self, advice: DecisionAdvice, item: argument.Difference) -> str:
        winner = str(advice.option if item.effect > 0 else advice.runner_up)
        if math.isfinite(item.effect):
            return f"{wording.odds(item.effect)} for {self.option_title(advice.decision, winner)}"
        return f"{self.option_title(advice.decision, item.reason.option)} needs other decisions to change"

    def excluded(self, decision: Decision, advice: DecisionAdvice) -> list[tuple[Option, tuple[Line, ...]]]:
        return [
            (
                decision.options[name],
                tuple(
                    Line("Impossible", wording.sentence(reason.text), self.trail(reason))
                    for reason in argument.exclusions(option)
                ),
            )
            for name, option in advice.options.items()
            if not option.feasible and not (advice.fixed and not argument.exclusions(option))
        ]

    def trail(self, reason: Reason) -> Markdown:
        """Citations, then the rule's id, then the records of other decisions that the reason reads."""
        parts = ["".join(f"[{source}]" for source in reason.sources)]
        if reason.kind != "priority":
            parts.append(code_span(reason.rule))
        parts += [self.record_link(name) for name in reason.answers if name in self.numbers]
        return Markdown(", ".join(part for part in parts if part))

    def record_link(self, decision: str) -> Markdown:
        label = f"record {self.numbers[decision]}"
        taken = self.recommendation.decisions[decision].option is not None
        return link(label, _file_name(self.numbers[decision], decision)) if taken else Markdown(label)

    def waiting(self, advice: DecisionAdvice) -> list[str]:
        """Unanswered requirements that rules of this decision wait for, the weightiest first."""
        return [
            name
            for name in argument.strongest_by_name(advice)
            if name in self.knowledge.questions and name not in self.recommendation.system.requirements
        ]

    def parts(self, decision: str) -> list[tuple[ComponentView, str]]:
        """The components that the decision brought, with the name of their boundary."""
        boundaries = self.knowledge.components.boundaries
        return [
            (part, boundaries[part.boundary].name)
            for part in self.architecture.components.values()
            if decision in part.decisions
        ]

    def turns(self, decision: Decision, advice: DecisionAdvice) -> list[Turn]:
        """What would turn the decision: answers that carry the lead, and answers that rule options out."""
        return [*self.turns_of_lead(advice), *self.turns_of_exclusions(decision, advice)]

    def turns_of_lead(self, advice: DecisionAdvice) -> list[Turn]:
        ahead = argument.lead(advice)
        if advice.option is None or advice.runner_up is None or ahead is None:
            return []
        carried: dict[str, float] = {}
        for item in argument.differences(advice, advice.option, advice.runner_up):
            for name in item.reason.answers if math.isfinite(item.effect) else ():
                carried[name] = carried.get(name, 0.0) + item.effect
        chosen, other = (self.option_title(advice.decision, name) for name in (advice.option, advice.runner_up))
        found = []
        for name, effect in sorted(carried.items(), key=lambda pair: (-pair[1], pair[0])):
            value = self.value(name)
            if value is None or effect < max(argument.NOTICEABLE, WORTH_A_LOOK * ahead):
                continue
            left = ahead - effect
            follows = (
                f"the lead of {chosen} over {other} shrinks from {wording.odds(ahead)} down to {wording.odds(left)}"
                if left > argument.NOTICEABLE
                else f"{chosen} loses its lead over {other}"
            )
            found.append(Turn(self.no_longer(name, value), follows))
        return found

    def turns_of_exclusions(self, decision: Decision, advice: DecisionAdvice) -> list[Turn]:
        found: dict[str, Turn] = {}
        for option, detail in advice.options.items():
            reasons = argument.exclusions(detail)
            names = {name for reason in reasons for name in reason.answers}
            for name in sorted(names) if len(reasons) == 1 else ():
                value = self.value(name)
                if value is not None:
                    follows = f"{wording.plain(decision.options[option].title)} is no longer ruled out"
                    found.setdefault(name, Turn(self.no_longer(name, value), follows))
        return list(found.values())

    def no_longer(self, name: str, value: str) -> Markdown:
        return Markdown(f"{code_span(name)} is no longer {code_span(value)}")


def _definition(name: str, source: Source) -> Markdown:
    """A Markdown link definition for citations; empty where the source has no address."""
    address = web_address(source.url)
    return Markdown(f"[{name}]: {address}") if address else Markdown("")


def _similar(name: str, decision: Decision, systems: Iterable[SimilarSystem]) -> list[tuple[SimilarSystem, str, bool]]:
    """Published systems that took this decision, with the option's title and whether it is the one chosen here."""
    return [
        (system, wording.plain(decision.options[option].title), name in system.agrees)
        for system in systems
        for option in [system.chosen.get(name)]
        if option in decision.options
    ]

