"""The quantities of an architecture compiled: checked names and units, conditions parsed, and an order to work in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter

from advisor import units
from advisor.cache import keep, recall
from advisor.conditions import CLASSES as CONDITION_CLASSES
from advisor.conditions import Arithmetic, Condition, ConditionError, Field, parse, parse_arithmetic
from advisor.documents import Document, read_document
from advisor.errors import InvalidInput, Problem, choices_hint
from advisor.estimates import formula_in, formulas
from advisor.estimates.formula import Formula
from advisor.estimates.references import Reference, references_of
from advisor.forecast.schema import ForecastFile, Quantity, Way
from advisor.knowledge.base import KnowledgeBase, decision_fields
from advisor.knowledge.stored import is_as_read
from advisor.locations import knowledge_folder
from advisor.reasoning.scenarios import Fields
from advisor.reasoning.truth import TruthPlan

FILE = "forecast.yaml"


@dataclass(frozen=True, eq=False)
class Plan:
    """All quantities, in an order in which each comes after those it reads.

    Attributes:
        shown: quantities that are results of their own, in the order in which they are shown.
        parts: for quantities that are sums, their parts by name.
        comparisons: the break-evens, each with the quantity on its axis.
        vocabulary: what conditions read: requirements and decisions.
        decisions: the names in it that are decisions.
        references: the reference numbers by id.
        conditions: compiled, by their text.
        terms: compiled, by their text.
        modules: of each formula that is named, the one that defines it.
    """

    shown: tuple[str, ...]
    parts: Mapping[str, Mapping[str, str]]
    comparisons: Mapping[str, str | None]
    quantities: Mapping[str, Quantity]
    vocabulary: Mapping[str, Field]
    decisions: frozenset[str]
    references: Mapping[str, Reference]
    conditions: Mapping[str, Condition]
    terms: Mapping[str, Arithmetic]
    modules: Mapping[str, str]

    @cached_property
    def fields(self) -> Fields:
        """The fields of the conditions, for ``encode``."""
        return Fields.of(self.vocabulary)

    @cached_property
    def truth(self) -> TruthPlan:
        """The conditions on arrays, in the order of ``conditions``."""
        return TruthPlan(list(self.conditions.values()), self.fields)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The row of each condition in what ``truth`` gives."""
        return {text: place for place, text in enumerate(self.conditions)}

    def formula(self, name: str) -> Formula:
        """A formula that the plan names; no module but its own is imported."""
        return formula_in(self.modules[name], name)

    def reads(self, way: Way) -> tuple[str, ...]:
        """The quantities that a way takes, in the order of its formula's inputs or of its term."""
        if way.formula is not None:
            return tuple(way.inputs.get(name, name) for name in self.formula(way.formula).inputs)
        return self.terms[way.term].fields if way.term is not None else ()


_CLASSES = (Plan, Quantity, Way, Reference, Arithmetic, units.Dimension, frozenset, *CONDITION_CLASSES)


@lru_cache(maxsize=4)
def forecast_plan(knowledge: KnowledgeBase) -> Plan:
    """The plan of the file that comes with the advisor, against the questions and decisions of ``knowledge``.

    The reference numbers are those of ``knowledge``, its packs included. Kept for later runs as long as the
    rule base has the same digest, which covers the file and the reference numbers.

    Raises:
        InvalidInput: as ``compile_plan``.
    """
    digest = knowledge.digest if is_as_read(knowledge) else None
    plan = recall("forecast", digest, _CLASSES) if digest else None
    if not isinstance(plan, Plan):
        plan = compile_plan(_document(), knowledge, references_of(knowledge))
        if digest:
            keep("forecast", digest, plan)
    return plan


def answers_taken() -> set[str]:
    """The questions whose answers the file that comes with the advisor takes as quantities."""
    file = ForecastFile.model_validate(_document().value)
    return {way.answer for quantity in file.quantities.values() for way in quantity.ways if way.answer is not None}


def _document() -> Document:
    folder = knowledge_folder()
    return read_document((folder / FILE).read_text(encoding="utf-8"), f"{folder.name}/{FILE}")


def compile_plan(document: Document, knowledge: KnowledgeBase, references: Mapping[str, Reference]) -> Plan:
    """Check a forecast file and compile it.

    Raises:
        InvalidInput: the file does not have the shape of ``schema``; a name is unknown; units do not fit; a condition
            or term can't be read; or quantities need each other in a circle.
    """
    file = document.validated(ForecastFile)
    return _Compiling(document, file, knowledge, references).run()


class _Compiling:
    """One pass over a file; all problems are told at once."""

    def __init__(
        self, document: Document, file: ForecastFile, knowledge: KnowledgeBase, references: Mapping[str, Reference]
    ) -> None:
        self._document, self._file, self._references = document, file, references
        self._decisions = frozenset(knowledge.decisions)
        self._vocabulary = {**knowledge.vocabulary, **decision_fields(knowledge.decisions)}
        self._numbers = {
            name: Field("number", unit=quantity.unit)
            for name, quantity in file.quantities.items()
            if self._is_unit(quantity.unit)
        }
        self._conditions: dict[str, Condition] = {}
        self._terms: dict[str, Arithmetic] = {}
        self._modules: dict[str, str] = {}
        self._problems: list[Problem] = []

    def run(self) -> Plan:
        quantities = self._file.quantities
        for name, quantity in quantities.items():
            if name not in self._numbers:
                self._complain(f"{quantity.unit!r} is not a unit.", name, "unit")
                continue
            for position, way in enumerate(quantity.ways):
                for message in self._way_problems(quantity, way):
                    self._complain(message, name, "ways", position)
        parts = [part for named in self._file.parts.values() for part in named.values()]
        axes = [axis for axis in self._file.comparisons.values() if axis is not None]
        named = [*self._file.shown, *self._file.parts, *parts, *self._file.comparisons, *axes]
        for name in named:
            if name not in quantities:
                self._problems.append(
                    Problem(
                        self._document.location("shown"), f"{name!r} is no quantity.", choices_hint(name, quantities)
                    )
                )
        self._stop()
        plan = Plan(
            shown=self._file.shown,
            parts=self._file.parts,
            comparisons=self._file.comparisons,
            quantities=quantities,
            vocabulary=self._vocabulary,
            decisions=self._decisions,
            references=self._references,
            conditions=dict(sorted(self._conditions.items())),
            terms=self._terms,
            modules=self._modules,
        )
        graph = {
            name: {read for way in quantity.ways for read in plan.reads(way)} for name, quantity in quantities.items()
        }
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " needs ".join(error.args[1])
            self._complain(f"quantities need each other: {circle}.", error.args[1][0])
            self._stop()
        return replace(plan, quantities={name: quantities[name] for name in order})

    def _complain(self, message: str, name: str, *keys: str | int) -> None:
        self._problems.append(Problem(self._document.location("quantities", name, *keys), f"{name}: {message}"))

    def _stop(self) -> None:
        if self._problems:
            raise InvalidInput(self._problems)

    def _way_problems(self, quantity: Quantity, way: Way) -> Iterator[str]:
        """What is wrong with one way of a quantity whose unit is sound."""
        wanted = units.dimension(quantity.unit)
        if way.when is not None:
            try:
                self._conditions[way.when] = parse(way.when, self._vocabulary)
            except ConditionError as error:
                yield str(error)
        if way.answer is not None:
            known = self._vocabulary.get(way.answer)
            if known is None or known.kind != "number":
                yield f"{way.answer!r} is no question with a number."
            elif units.dimension(known.unit) != wanted:
                yield f"the answer {way.answer} is in {known.unit}, the quantity in {quantity.unit}."
        if way.reference is not None:
            reference = self._references.get(way.reference)
            if reference is None:
                yield f"{way.reference!r} is no reference number. {choices_hint(way.reference, self._references)}"
            elif units.dimension(reference.unit) != wanted:
                yield f"the reference {way.reference} is in {reference.unit}, the quantity in {quantity.unit}."
        if way.term is not None:
            yield from self._term_problems(quantity, way.term)
        if way.formula is not None:
            yield from self._formula_problems(quantity, way, way.formula)

    def _term_problems(self, quantity: Quantity, text: str) -> Iterator[str]:
        try:
            self._terms[text] = term = parse_arithmetic(text, self._numbers)
        except ConditionError as error:
            yield str(error)
        else:
            if term.dimension != units.dimension(quantity.unit):
                yield f"the term is in {units.describe(term.dimension)}, the quantity in {quantity.unit}."

    def _formula_problems(self, quantity: Quantity, way: Way, name: str) -> Iterator[str]:
        formula = formulas().get(name)
        if formula is None:
            yield f"{name!r} is not a formula. {choices_hint(name, formulas())}"
            return
        self._modules[name] = formula.module
        if units.dimension(formula.unit) != units.dimension(quantity.unit):
            yield f"the formula {name} gives {formula.unit}, the quantity is in {quantity.unit}."
        for other in way.inputs.keys() - formula.inputs.keys():
            yield f"{name} has no input {other!r}. {choices_hint(other, formula.inputs)}"
        for argument, known in formula.inputs.items():
            source = way.inputs.get(argument, argument)
            found = self._numbers.get(source)
            if found is None:
                yield f"{name} takes {argument}, and there is no quantity {source!r}."
            elif units.dimension(found.unit) != units.dimension(known.unit):
                yield f"{name} takes {argument} in {known.unit}; {source} is in {found.unit}."

    @staticmethod
    def _is_unit(unit: str) -> bool:
        try:
            units.factor(unit)
        except units.InvalidQuantity:
            return False
        return True
