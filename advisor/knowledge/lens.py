"""Reads AWS Well-Architected custom lenses and proves what their risk rules leave open.

A lens (JSON, schema version 2021-11-01) asks questions; each has choices that may be ticked and risk rules. A rule has
a condition over the choices, with ``!``, ``&&``, ``||`` and brackets, or ``default``. Conditions are tried in listed
order, the first that holds gives the verdict, ``default`` when none does. Choices are free booleans, so a condition is
the set of all combinations of ticks under which it holds: a bit set with one bit a combination, on which every finding
is an exact set operation. See "Lens format specification", AWS Well-Architected Tool User Guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.documents import Document, read_document
from advisor.errors import InvalidInput, Problem
from advisor.knowledge.lens_conditions import MOST_CHOICES, Combinations, LensConditionError, names_in

DEFAULT = "default"


class _Record(BaseModel):
    """A part of a lens. Texts and links that no verdict depends on are let through."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Choice(_Record):
    """Something that may be ticked."""

    id: Annotated[str, Field(min_length=1)]


class RiskRule(_Record):
    """A verdict and when it is given."""

    condition: str
    risk: str


class Question(_Record):
    """A question with its choices and risk rules."""

    id: str
    choices: tuple[Choice, ...] = ()
    risk_rules: Annotated[tuple[RiskRule, ...], Field(alias="riskRules")] = ()


class Pillar(_Record):
    """A group of questions."""

    questions: tuple[Question, ...] = ()


class Lens(_Record):
    """A custom lens."""

    schema_version: Annotated[Literal["2021-11-01"], Field(alias="schemaVersion")]
    name: str
    pillars: tuple[Pillar, ...]


Kind = Literal["overlap", "unreachable", "gap", "inert", "syntax"]


@dataclass(frozen=True)
class LensFinding:
    """Something in a lens that its author should know.

    Attributes:
        kind: ``overlap`` (two conditions with different risks hold together), ``unreachable`` (a rule never gives the
            verdict), ``gap`` (no rule gives one), ``inert`` (a choice never changes the verdict), ``syntax``.
        question: id of the question.
        conditions: the conditions that take part, as written.
        witness: ids of choices that show it when exactly they are ticked.
        text: the finding in one or two sentences.
        choice: the choice that changes nothing; of ``inert`` only.
    """

    kind: Kind
    question: str
    conditions: tuple[str, ...]
    witness: tuple[str, ...]
    text: str
    choice: str | None = None


def read_lens(text: str, path: str) -> Lens:
    """Read a lens file.

    Raises:
        InvalidInput: it is not JSON, or not a custom lens of schema version 2021-11-01.
    """
    document = read_document(text, path)
    try:
        return Lens.model_validate(document.value)
    except ValidationError as error:
        raise InvalidInput(_problems(document, error)) from None


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        keys = tuple(key for key in item["loc"] if isinstance(key, str | int))
        where = ".".join(str(key) for key in keys) or "the file"
        yield Problem(document.location(*keys), f"{where}: {item['msg']}.", "Expected a custom lens, 2021-11-01.")


def check_lens(lens: Lens) -> tuple[LensFinding, ...]:
    """All findings, in the order of the questions."""
    return tuple(
        finding for pillar in lens.pillars for question in pillar.questions for finding in check_question(question)
    )


def check_question(question: Question) -> Iterator[LensFinding]:
    """All findings about one question. Where a condition can't be read, only overlaps of the others are reported."""
    rules = [rule for rule in question.risk_rules if rule.condition.strip() != DEFAULT]
    defaults = [rule for rule in question.risk_rules if rule.condition.strip() == DEFAULT]
    broken = list(_syntax(question, rules, defaults))
    yield from broken
    readable = [rule for rule in rules if not any(rule.condition in finding.conditions for finding in broken)]
    read = _read_names(question, readable)
    if len(read) > MOST_CHOICES:
        conditions = tuple(rule.condition for rule in readable)
        text = (
            f"the conditions of {question.id} read {len(read)} choices; at most {MOST_CHOICES} can be reasoned about."
        )
        yield LensFinding("syntax", question.id, conditions, (), text)
        return
    table = _Table.of(question, readable, defaults, Combinations(read))
    yield from table.overlaps()
    if not broken:
        yield from table.unreachable()
        yield from table.gaps()
        yield from table.inert()


def _read_names(question: Question, rules: Sequence[RiskRule]) -> tuple[str, ...]:
    """The choices that some condition reads, in the order of the question."""
    read = {name for rule in rules for name in names_in(rule.condition)}
    return tuple(dict.fromkeys(choice.id for choice in question.choices if choice.id in read))


def _syntax(question: Question, rules: Sequence[RiskRule], defaults: Sequence[RiskRule]) -> Iterator[LensFinding]:
    known = [choice.id for choice in question.choices]
    for name in sorted({name for name in known if known.count(name) > 1}):
        yield LensFinding(
            "syntax", question.id, (), (name,), f"{question.id} has two choices with the id {name}.", name
        )
    if len(defaults) > 1:
        text = f"{question.id} has {len(defaults)} default rules; the first counts."
        yield LensFinding("syntax", question.id, (), (), text)
    for rule in rules:
        try:
            Combinations(names_in(rule.condition)[:MOST_CHOICES]).check(rule.condition)
        except LensConditionError as error:
            text = f"the condition for {rule.risk} of {question.id} can't be read: {error}."
            yield LensFinding("syntax", question.id, (rule.condition,), (), text)
            continue
        for name in dict.fromkeys(names_in(rule.condition)):
            if name not in known:
                text = f"the condition for {rule.risk} of {question.id} names {name}, which is no choice of it."
                yield LensFinding("syntax", question.id, (rule.condition,), (), text)


@dataclass(frozen=True)
class _Table:
    """The risk rules of one question as sets of combinations.

    Attributes:
        holds: for each rule the combinations under which its condition holds.
        gives: for each rule those under which it gives the verdict, being the first that holds.
        default: the rule that applies to the rest, if there is one.
    """

    question: Question
    rules: Sequence[RiskRule]
    holds: Sequence[int]
    gives: Sequence[int]
    default: RiskRule | None
    combinations: Combinations

    @classmethod
    def of(
        cls,
        question: Question,
        rules: Sequence[RiskRule],
        defaults: Sequence[RiskRule],
        combinations: Combinations,
    ) -> _Table:
        holds = [combinations.where(rule.condition) for rule in rules]
        gives, settled = [], 0
        for where in holds:
            gives.append(where & ~settled)
            settled |= where
        return cls(question, rules, holds, gives, defaults[0] if defaults else None, combinations)

    @property
    def _rest(self) -> int:
        """Combinations under which no condition holds."""
        return self.combinations.all & ~reduce(int.__or__, self.holds, 0)

    def _finding(self, kind: Kind, rules: Sequence[RiskRule], where: int, text: str) -> LensFinding:
        conditions = tuple(rule.condition for rule in rules)
        return LensFinding(kind, self.question.id, conditions, self.combinations.fewest_ticks(where), text)

    def overlaps(self) -> Iterator[LensFinding]:
        for later, rule in enumerate(self.rules):
            for earlier, other in enumerate(self.rules[:later]):
                both = self.holds[earlier] & self.holds[later]
                if both and other.risk != rule.risk:
                    ticked = self._ticked(both)
                    text = (
                        f"With {ticked} {other.risk} and {rule.risk} both hold; the first listed, {other.risk}, counts."
                    )
                    yield self._finding("overlap", (other, rule), both, text)

    def unreachable(self) -> Iterator[LensFinding]:
        for rule, where, given in zip(self.rules, self.holds, self.gives, strict=True):
            if not given and where:
                text = f"{rule.risk} is never given by [{rule.condition}]: rules before it hold wherever it does."
                yield self._finding("unreachable", (rule,), where, text)
            elif not given:
                text = f"{rule.risk} is never given by [{rule.condition}]: no ticks satisfy it."
                yield self._finding("unreachable", (rule,), 0, text)
        if self.default is not None and not self._rest:
            text = f"{self.default.risk} is never given by default: some condition holds whatever is ticked."
            yield self._finding("unreachable", (self.default,), 0, text)

    def gaps(self) -> Iterator[LensFinding]:
        if self.default is None and self._rest:
            text = f"With {self._ticked(self._rest)} no condition holds, and there is no default: no verdict."
            yield self._finding("gap", self.rules, self._rest, text)

    def inert(self) -> Iterator[LensFinding]:
        verdicts: dict[str, int] = {}
        for rule, given in zip(self.rules, self.gives, strict=True):
            verdicts[rule.risk] = verdicts.get(rule.risk, 0) | given
        if self.default is not None:
            verdicts[self.default.risk] = verdicts.get(self.default.risk, 0) | self._rest
        for choice in dict.fromkeys(choice.id for choice in self.question.choices):
            if not any(self.combinations.depends(where, choice) for where in verdicts.values()):
                read = "no condition names it" if choice not in self.combinations.names else "its effect cancels out"
                text = f"Ticking {choice} never changes the verdict of {self.question.id}: {read}."
                yield LensFinding("inert", self.question.id, (), (choice,), text, choice)

    def _ticked(self, where: int) -> str:
        return " and ".join(self.combinations.fewest_ticks(where)) or "nothing"
