"""What a single file can't show: conditions that fit the vocabulary, and ids that name something."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from advisor import units
from advisor.conditions import Condition, ConditionError, Vocabulary, parse, parse_arithmetic
from advisor.documents import Document, Keys
from advisor.errors import Location, Problem, choices_hint
from advisor.knowledge.base import decision_fields, requirement_fields
from advisor.knowledge.quotes import quoted_fields
from advisor.knowledge.schema import (
    SAID_FOR_REST,
    Answers,
    ComponentCatalog,
    Coupling,
    Decision,
    Manifest,
    Question,
    QuestionGroup,
    Risk,
    Rule,
    Source,
    Term,
)


@dataclass(frozen=True)
class Placed:
    """The file and the keys that a value was read from, and which of its parts were read from elsewhere."""

    document: Document
    keys: Keys
    laid_over: Mapping[Keys, Placed] = field(default_factory=dict)

    def at(self, *keys: str | int) -> Location:
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.laid_over:
                return self.laid_over[keys[:length]].at(*keys[length:])
        return self.document.location(*self.keys, *keys)


Places = Mapping[tuple[str, str], Placed]
"""By noun (``rule``, ``coupling``, ``risk``, ``decision``, ``question group``, ``source``, ``file``, ...) and id."""


@dataclass(frozen=True)
class Parts:
    """Everything the files of a rule base say, each file valid by itself."""

    manifest: Manifest
    groups: Mapping[str, QuestionGroup]
    decisions: Mapping[str, Decision]
    rules: Mapping[str, Rule]
    couplings: Mapping[str, Coupling]
    sources: Mapping[str, Source]
    components: ComponentCatalog
    risks: Mapping[str, Risk]
    glossary: Mapping[str, Term]

    @property
    def questions(self) -> dict[str, Question]:
        return {name: question for group in self.groups.values() for name, question in group.questions.items()}

    @property
    def requirements(self) -> Vocabulary:
        return requirement_fields(self.questions, self.manifest.qualities)


# --- questions and ids -----------------------------------------------------------------------------


def unsound_questions(parts: Parts, places: Places) -> Iterator[Problem]:
    """Questions that stand in two groups or lack what their kind of answer needs; ids that stand for two things."""
    seen: set[str] = set()
    for group, value in parts.groups.items():
        for name, question in value.questions.items():
            at = places["question group", group].at("questions", name)
            if name in seen:
                yield Problem(at, f"the question {name!r} appears in two groups.", "Keep one of them.")
            seen.add(name)
            for message in (*_incomplete(question), *_unbounded(question, parts.questions)):
                yield Problem(at, f"{name}: {message}")
    yield from _unsound_together(parts, places)
    for name in sorted(parts.rules.keys() & parts.couplings.keys()):
        other = places["rule", name].at()
        yield Problem(places["coupling", name].at(), f"{name!r} is a rule and a coupling.", f"The rule: {other}.")


_ASKED_BY_THE_INTERVIEW = frozenset({"name", "purpose", "priorities"})


def _unsound_together(parts: Parts, places: Places) -> Iterator[Problem]:
    """What can't be asked together: what takes more than one word, or what another question asks already."""
    questions = parts.questions
    seen: dict[str, str] = {}
    taken = _ASKED_BY_THE_INTERVIEW | questions.keys()
    for group, value in parts.groups.items():
        place = places["question group", group]
        for id_, together in value.together.items():
            if id_ in taken:
                yield Problem(place.at("together", id_), f"{id_!r} is a question already.", "Take another id.")
            taken |= {id_}
            labels: set[str] = set()
            for name, label in together.questions.items():
                at = place.at("together", id_, "questions", name)
                if label.lower() in {*SAID_FOR_REST, *labels, *together.questions} - {name}:
                    yield Problem(at, f"{label!r} names another one in {id_!r} already.", "Take other words.")
                labels.add(label.lower())
                if name not in questions:
                    yield Problem(at, f"{name!r} is not a question.", choices_hint(name, questions))
                elif questions[name].answers in (Answers.CHOICES, Answers.TEXT):
                    yield Problem(at, f"{name!r} has no single answer that fits within a line.", "Ask it by itself.")
                elif name in seen:
                    yield Problem(at, f"{name!r} is asked in {seen[name]!r} already.", "Keep one of them.")
                seen.setdefault(name, id_)


def _unbounded(question: Question, questions: Mapping[str, Question]) -> Iterator[str]:
    """What is wrong with the question whose answer this one can't exceed."""
    if question.at_most is None:
        return
    bound = questions.get(question.at_most)
    if bound is None:
        yield f"at_most: {question.at_most!r} is not a question. {choices_hint(question.at_most, questions)}"
    elif (question.answers, question.unit) != (Answers.NUMBER, bound.unit):
        yield f"at_most: {question.at_most} is not a number in the same unit."


def _incomplete(question: Question) -> Iterator[str]:
    if question.answers in (Answers.CHOICE, Answers.CHOICES) and len(question.choices) < 2:
        yield "a question with choices needs at least two."
    if question.answers == Answers.NUMBER:
        try:
            units.factor(question.unit or "")
        except units.InvalidQuantity:
            yield f"a number needs a unit that is known. Found {question.unit!r}."


# --- conditions ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _When:
    """One condition text, what it may read, and where it stands."""

    text: str | None
    vocabulary: Vocabulary
    place: Placed
    keys: Keys


def compile_conditions(parts: Parts, places: Places) -> tuple[dict[str, Condition], list[Problem]]:
    """Every condition by its text, and those that can't be read.

    A text that may read requirements only is compiled before the same text where it may read decisions too, so
    that a rule can't read a decision.
    """
    conditions: dict[str, Condition] = {}
    problems = []
    for when in _conditions(parts, places):
        if when.text is None or when.text in conditions:
            continue
        try:
            conditions[when.text] = parse(when.text, when.vocabulary)
        except ConditionError as error:
            problems.append(Problem(when.place.at(*when.keys), str(error)))
    return conditions, [*problems, *_unreadable_sums(parts, places)]


def _unreadable_sums(parts: Parts, places: Places) -> Iterator[Problem]:
    """Arithmetic that sentences quote and that can't be worked out."""
    for noun, entries in (("rule", parts.rules), ("coupling", parts.couplings)):
        for name, entry in entries.items():
            for quoted in quoted_fields(entry.because):
                if quoted.isidentifier():
                    continue
                try:
                    arithmetic = parse_arithmetic(quoted, parts.requirements)
                    units.factor(units.readable_unit(arithmetic.dimension))
                except ValueError as error:
                    yield Problem(places[noun, name].at("because"), f"{{{quoted}}}: {error}")


def _conditions(parts: Parts, places: Places) -> Iterator[_When]:
    requirements = parts.requirements
    for group, value in parts.groups.items():
        for name, question in value.questions.items():
            keys = ("questions", name, "asked_when")
            yield _When(question.asked_when, requirements, places["question group", group], keys)
    for name, decision in parts.decisions.items():
        for key in ("applies_when", "safeguard_when"):
            yield _When(getattr(decision, key), requirements, places["decision", name], (key,))
    for name, rule in parts.rules.items():
        yield _When(rule.when, requirements, places["rule", name], ("when",))
    for name, coupling in parts.couplings.items():
        yield _When(coupling.when, requirements, places["coupling", name], ("when",))
    yield from _conditions_of_parts(parts, places)


def _conditions_of_parts(parts: Parts, places: Places) -> Iterator[_When]:
    """The conditions of risks, components and flows, which may read decisions too."""
    everything = {**parts.requirements, **decision_fields(parts.decisions)}
    for name, risk in parts.risks.items():
        for key in ("when", "likelier_when"):
            yield _When(getattr(risk, key), everything, places["risk", name], (key,))
    for name, decision in parts.decisions.items():
        place = places["decision", name]
        for option_name, option in decision.options.items():
            for position, use in enumerate(option.components):
                yield _When(use.when, everything, place, ("options", option_name, "components", position, "when"))
            for position, flow in enumerate(option.flows):
                yield _When(flow.when, everything, place, ("options", option_name, "flows", position, "when"))
    always, place = parts.components.always, places["file", "components.yaml"]
    yield _When(always.personal, everything, place, ("always", "personal"))
    for key in ("components", "places", "flows", "crossings"):
        for position, item in enumerate(getattr(always, key)):
            yield _When(item.when, everything, place, ("always", key, position, "when"))
    for position, standing in enumerate(always.components):
        yield _When(standing.unless, everything, place, ("always", "components", position, "unless"))


# --- names -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mention:
    """An id that is used: what it should name, among which ids, and where it stands."""

    name: str
    noun: str
    allowed: Collection[str]
    place: Placed
    keys: Keys


def dangling_names(parts: Parts, places: Places) -> Iterator[Problem]:
    """Ids that name nothing: decisions, options, qualities, components, places, sources, quoted answers."""
    for mention in (*_option_mentions(parts, places), *_inner_mentions(parts, places), *_citations(parts, places)):
        if mention.name not in mention.allowed:
            at = mention.place.at(*mention.keys)
            hint = choices_hint(mention.name, mention.allowed)
            yield Problem(at, f"{mention.name!r} is not a known {mention.noun}.", hint)


def _option_mentions(parts: Parts, places: Places) -> Iterator[_Mention]:
    """Decisions and options that rules and couplings speak of, and the answers that rules quote."""
    requirements = parts.requirements

    def options(decision: str, names: Collection[str], place: Placed, key: str) -> Iterator[_Mention]:
        yield _Mention(decision, "decision", parts.decisions, place, (key, decision))
        if decision in parts.decisions:
            for position, name in enumerate(names):
                last = name if isinstance(names, Mapping) else position
                allowed = parts.decisions[decision].options
                yield _Mention(name, f"option of {decision}", allowed, place, (key, decision, last))

    for name, rule in parts.rules.items():
        place = places["rule", name]
        for decision, weights in rule.weigh.items():
            yield from options(decision, weights, place, "weigh")
        for decision, forbidden in rule.forbid.items():
            yield from options(decision, forbidden, place, "forbid")
        for quoted in filter(str.isidentifier, quoted_fields(rule.because)):
            yield _Mention(quoted, "requirement", requirements, place, ("because",))
    for name, coupling in parts.couplings.items():
        for quoted in filter(str.isidentifier, quoted_fields(coupling.because)):
            yield _Mention(quoted, "requirement", requirements, places["coupling", name], ("because",))
        for decision, choices in coupling.pair.items():
            yield from options(decision, choices, places["coupling", name], "pair")
    for name, risk in parts.risks.items():
        place = places["risk", name]
        yield _Mention(risk.decision, "decision", parts.decisions, place, ("decision",))
        if risk.decision in parts.decisions:
            for position, option in enumerate(risk.options):
                allowed = parts.decisions[risk.decision].options
                yield _Mention(option, f"option of {risk.decision}", allowed, place, ("options", position))


def _inner_mentions(parts: Parts, places: Places) -> Iterator[_Mention]:
    """What the options of decisions name."""
    catalog = parts.components
    ends, somewhere = _ends(catalog), (*catalog.boundaries, *catalog.places)
    for name, decision in parts.decisions.items():
        place = places["decision", name]
        for option_name, option in decision.options.items():
            at = ("options", option_name)
            for quality in option.effects:
                yield _Mention(quality, "quality", parts.manifest.qualities, place, (*at, "effects", quality))
            for position, use in enumerate(option.components):
                yield _Mention(use.component, "component", catalog.components, place, (*at, "components", position))
            for position, flow in enumerate(option.flows):
                for end in (flow.source, flow.target):
                    yield _Mention(end, "component or role", ends, place, (*at, "flows", position))
            for put, boundary in option.places.items():
                yield _Mention(put, "place", catalog.places, place, (*at, "places", put))
                yield _Mention(boundary, "boundary or place", somewhere, place, (*at, "places", put))
    yield from _catalog_mentions(parts, places)


def _catalog_mentions(parts: Parts, places: Places) -> Iterator[_Mention]:
    """What the component catalog names."""
    catalog, place = parts.components, places["file", "components.yaml"]
    ends, somewhere = _ends(catalog), (*catalog.boundaries, *catalog.places)
    for name, component in catalog.components.items():
        yield _Mention(component.place, "boundary or place", somewhere, place, ("components", name, "place"))
    for name, target in catalog.places.items():
        yield _Mention(target, "boundary or place", somewhere, place, ("places", name))
    for position, use in enumerate(catalog.always.components):
        yield _Mention(use.component, "component", catalog.components, place, ("always", "components", position))
    for position, flow in enumerate(catalog.always.flows):
        for end in (flow.source, flow.target):
            yield _Mention(end, "component or role", ends, place, ("always", "flows", position))
    for position, placement in enumerate(catalog.always.places):
        for put, target in placement.places.items():
            yield _Mention(put, "place", catalog.places, place, ("always", "places", position))
            yield _Mention(target, "boundary or place", somewhere, place, ("always", "places", position))
    for position, crossing in enumerate(catalog.always.crossings):
        for boundary in (*crossing.source, *crossing.target):
            yield _Mention(boundary, "boundary", catalog.boundaries, place, ("always", "crossings", position))


def _ends(catalog: ComponentCatalog) -> set[str]:
    """What flows may name: components and roles."""
    return {*catalog.components, *(part.role for part in catalog.components.values() if part.role)}


def _citations(parts: Parts, places: Places) -> Iterator[_Mention]:
    def cited(names: Collection[str], place: Placed, *keys: str) -> Iterator[_Mention]:
        for position, name in enumerate(names):
            yield _Mention(name, "source", parts.sources, place, (*keys, "sources", position))

    for name, rule in parts.rules.items():
        yield from cited(rule.sources, places["rule", name])
    for name, coupling in parts.couplings.items():
        yield from cited(coupling.sources, places["coupling", name])
    for name, risk in parts.risks.items():
        yield from cited(risk.sources, places["risk", name])
    for name, decision in parts.decisions.items():
        for option_name, option in decision.options.items():
            place, at = places["decision", name], ("options", option_name)
            yield from cited(option.sources, place, *at)
            for quality, effect in option.effects.items():
                yield from cited(effect.sources, place, *at, "effects", quality)
    yield from cited(parts.manifest.preference.sources, places["file", "knowledge.yaml"], "preference")
