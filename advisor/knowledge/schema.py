"""The shape of every knowledge file. One model per thing; ``knowledge/README.md`` explains how to write them.

The models are frozen and serve as the domain values too. What a single file can't show (dangling ids,
conditions that don't type-check) is judged by ``advisor.knowledge.checks``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Sentence = Annotated[str, Field(min_length=3)]


class Record(BaseModel):
    """A frozen value that refuses unknown keys; its checks are built when a file is first read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    def __getstate__(self) -> Any:
        """No more than a record holds: thousands of them are unpickled at the start of every command."""
        return self.__dict__, self.__pydantic_fields_set__

    def __setstate__(self, state: Any) -> None:
        values, stated = state
        object.__setattr__(self, "__dict__", values)
        object.__setattr__(self, "__pydantic_fields_set__", stated)
        object.__setattr__(self, "__pydantic_extra__", None)
        object.__setattr__(self, "__pydantic_private__", None)


# --- sources ---------------------------------------------------------------------------------------


class Source(Record):
    """Where a statement comes from."""

    kind: Literal["book", "paper", "docs", "blog", "standard", "report", "own"]
    authors: str
    title: str
    year: int = Field(ge=1900, le=2100)
    venue: str | None = None
    url: str | None = None
    part: str | None = Field(None, description="Which part of the work is meant.")
    strength: Literal["strong", "moderate", "weak"] = Field(
        description="strong: measured, proven or legal text; moderate: one good account; weak: opinion."
    )
    read: bool = Field(description="Whether the text, or the part named, was read for this rule base.")
    note: str | None = None


# --- questions -------------------------------------------------------------------------------------


class Answers(StrEnum):
    """What kind of answer a question takes."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"

    def __reduce_ex__(self, _protocol: object) -> tuple[Any, ...]:
        """By value, as newer Pythons do; 3.11.2 would pickle it as ``getattr``, which a kept rule base may not call."""
        return type(self), (self.value,)


class Prior(Record):
    """What to expect of an answer that is not known.

    ``shares`` (choices and booleans: probability of each value; ``choices`` questions: probability that
    each is among those ticked) or ``quantiles`` (numbers: value at the 5th, 25th, 50th, 75th and 95th
    percentile, in the question's unit).
    """

    shares: dict[str, float] | None = None
    quantiles: tuple[float, float, float, float, float] | None = None
    origin: Sentence = Field(description="Where the prior comes from.")


class Choice(Record):
    """One answer of a choice question."""

    label: str = Field(description="A few words, as shown in a list.")
    help: str = Field(description="When this answer is the right one.")


class Question(Record):
    """One requirement: how it is asked and what kind of answer it takes."""

    ask: Sentence
    help: Sentence = Field(description="The question in other words, for a reader new to the field; defines the term.")
    why: Sentence = Field(description="What the answer decides.")
    example: str
    answers: Answers
    choices: dict[Id, Choice] = {}
    ordered: bool = Field(False, description="Choices stand in ascending order and may be compared with < and >.")
    unit: str | None = Field(None, description="A unit of advisor.units; required for numbers.")
    minimum: float | None = None
    maximum: float | None = None
    at_most: Id | None = Field(None, description="Of a number: a question whose answer it can't exceed.")
    asked_when: str | None = Field(None, description="Condition under which the question makes sense at all.")
    prior: Prior | None = None


SAID_FOR_REST = ("rest", "all")
"""Names in a line that stand for every question asked together that it does not name; none may be called so."""


class Together(Record):
    """Questions that a person answers faster in one line than one by one."""

    ask: Sentence
    help: Sentence = Field(description="What the questions have in common, for a reader new to the field.")
    why: Sentence = Field(description="What the answers decide.")
    example: str = Field(description="A line that answers some of them, and after a colon whose it is.")
    questions: dict[Id, Annotated[str, Field(pattern=r"^[^,:=]+$")]] = Field(
        min_length=2,
        description="Questions of any group with one answer each (yes or no, one choice, a number) in the order in "
        "which they are listed, each with a few words that name it as well.",
    )


class QuestionGroup(Record):
    """Questions about one subject."""

    title: str
    about: Sentence
    questions: dict[Id, Question]
    together: dict[Id, Together] = Field({}, description="What is asked in one question on a terminal.")


class Quality(Record):
    """A quality that a user can give priority to."""

    label: str
    help: Sentence


# --- decisions -------------------------------------------------------------------------------------


class Effect(Record):
    """What an option does to a quality: −2 much worse, −1 worse, 0 nothing, +1 better, +2 much better."""

    grade: int = Field(ge=-2, le=2)
    because: Sentence
    sources: tuple[Id, ...] = ()


class ComponentUse(Record):
    """A component that an option brings; ``when`` reads requirements and decisions."""

    component: Id
    when: str | None = None


class Flow(Record):
    """Something that moves from one component (or role) to another.

    Ends name a component or a role. A flow exists only when both ends are part of the architecture.
    """

    source: Id = Field(alias="from")
    target: Id = Field(alias="to")
    carries: str = Field(description="What flows, in two or three words.")
    mode: Literal["sync", "async", "feedback"] = "sync"
    personal: bool = Field(False, description="Whether personal data flows here when the system handles any.")
    when: str | None = None


class Option(Record):
    """One way to take a decision."""

    title: str = Field(description="Name as a heading or table cell; at most four words.")
    phrase: str = Field(description="Fits the sentence 'We …' in the imperative: 'score at the request'.")
    description: Sentence
    better: tuple[Sentence, ...] = Field(min_length=1, description="Consequences for the better.")
    worse: tuple[Sentence, ...] = Field(min_length=1, description="Consequences for the worse.")
    effort: int = Field(ge=0, le=3, description="What it takes to build and run: 0 next to nothing, 3 a team's year.")
    effects: dict[Id, Effect]
    components: tuple[ComponentUse, ...] = ()
    flows: tuple[Flow, ...] = ()
    places: dict[Id, Id] = Field(default={}, description="Where things are put: place name to boundary.")
    no_risk: Sentence | None = Field(None, description="Why it fails in no way of its own, where no risk names it.")
    sources: tuple[Id, ...] = Field(min_length=1)


class Decision(Record):
    """Something that must be chosen, and the options there are."""

    title: str = Field(description="A noun phrase: 'Prediction mode'.")
    question: str
    short: str = Field(description="At most three words, for tables: 'When computed'.")
    why: Sentence = Field(description="What hangs on this decision.")
    applies_when: str | None = None
    safeguard_when: str | None = Field(
        None,
        description="When it protects somebody, so that a first stage takes the recommended option and no lighter one.",
    )
    options: dict[Id, Option] = Field(min_length=2)


# --- rules and couplings ---------------------------------------------------------------------------


class Rule(Record):
    """A sentence that an architect would say: when something holds, options gain or lose weight, or are impossible.

    Weights are log-odds: +0.7 doubles the odds, +1.6 makes them five to one.
    """

    when: str | None = Field(None, description="Absent: holds always.")
    weigh: dict[Id, dict[Id, float]] = {}
    forbid: dict[Id, tuple[Id, ...]] = {}
    because: Sentence = Field(description="May quote answers as {field}.")
    sources: tuple[Id, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _does_something(self) -> Rule:
        if not self.weigh and not self.forbid:
            raise ValueError("a rule must weigh or forbid something")
        return self


class Coupling(Record):
    """Options of two decisions that go well or badly together.

    ``pair`` names the options on both sides; every combination of one from each gets ``weight``
    (log-odds), or is impossible with ``forbid``.
    """

    when: str | None = None
    pair: dict[Id, tuple[Id, ...]] = Field(min_length=2, max_length=2)
    weight: float | None = None
    forbid: bool = False
    because: Sentence
    sources: tuple[Id, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_of(self) -> Coupling:
        if (self.weight is None) != self.forbid:
            raise ValueError("a coupling has either a weight or forbid: true")
        return self


# --- components ------------------------------------------------------------------------------------

ComponentKind = Literal["person", "service", "model", "store", "pipeline", "stream", "device", "external"]


class Component(Record):
    """A part of an architecture."""

    name: str = Field(description="At most four words.")
    kind: ComponentKind
    technology: str = Field(description="Technology class, vendor-neutral.")
    products: tuple[str, ...] = ()
    place: Id = Field(description="A boundary, or a place name that options map to one.")
    role: Id | None = Field(None, description="What flows may call it by, whichever option brought it.")
    about: Sentence


class Boundary(Record):
    """Where components stand together: a device, a site, a cloud account, another company."""

    name: str
    about: Sentence


class StandingUse(Record):
    """A component that systems have whatever is decided: when one condition holds, unless another does."""

    component: Id
    when: str | None = None
    unless: str | None = None


class Placement(Record):
    """Answers that put things elsewhere."""

    when: str
    places: dict[Id, Id]


class Crossing(Record):
    """Boundaries that personal data must not cross when the condition holds."""

    source: tuple[Id, ...] = Field(alias="from")
    target: tuple[Id, ...] = Field(alias="to")
    when: str
    because: Sentence


class Always(Record):
    """What no option brings: the caller, where answers put things, and where personal data must not go."""

    personal: str = Field(description="Condition under which the flows marked personal are.")
    components: tuple[StandingUse, ...] = ()
    places: tuple[Placement, ...] = ()
    flows: tuple[Flow, ...] = ()
    crossings: tuple[Crossing, ...] = ()


class ComponentCatalog(Record):
    """All components and boundaries, and the places with the boundary they have unless an option says otherwise."""

    boundaries: dict[Id, Boundary]
    places: dict[Id, Id]
    components: dict[Id, Component]
    always: Always


# --- the rule base as a whole ----------------------------------------------------------------------


class Preference(Record):
    """How a priority (0 to 5) turns the effects of the options into weight.

    The weight of an option is the sum over qualities of ``weight_per_grade * (priority - neutral) * grade``.
    """

    neutral: float
    weight_per_grade: float
    sharpness: float = Field(
        1.0,
        gt=0,
        description="Power to which the probabilities of a decision are raised before they are made to sum to 1 again; "
        "fitted so that they are calibrated on systems that the weights were not fitted to.",
    )
    because: Sentence
    sources: tuple[Id, ...] = Field(min_length=1)


class Manifest(Record):
    """``knowledge.yaml``: version and order."""

    version: str
    date: str
    question_groups: tuple[Id, ...]
    decisions: tuple[Id, ...]
    qualities: dict[Id, Quality]
    preference: Preference


class Risk(Record):
    """A way in which an option fails in practice. Likelihood and effect are judged by the authors, not measured."""

    decision: Id
    options: tuple[Id, ...] = Field(min_length=1, description="Options of the decision that carry the risk.")
    when: str | None = Field(None, description="Requirements and options without which there is no such risk.")
    failure: Sentence
    mitigation: Sentence
    effect: Literal["minor", "serious", "severe"] = Field(
        description="minor: work for the team; serious: users notice; severe: harm, or a loss that must be explained."
    )
    likelihood: Literal["rare", "occasional", "frequent"] = Field(
        description="In a year of operation without the mitigation: about one team in twenty, one in five, one in two."
    )
    likelier_when: str | None = Field(None, description="Requirements and options under which it is one step likelier.")
    sources: tuple[Id, ...] = Field(min_length=1)


class Term(Record):
    """A term of the field, for readers new to it."""

    term: str
    forms: tuple[str, ...] = Field((), description="Other ways in which it stands in texts.")
    meaning: Sentence


class FittedTo(Record):
    """What weights were refined on."""

    cases: str = Field(description="``sha256:`` over what the cases say.")
    systems: tuple[Id, ...] = Field(description="The cases by id.")
    decisions: int = Field(description="How many documented decisions they hold.")
    strength: float = Field(
        description="Weight of the expert's value: the inverse variance of a refined one around it."
    )


class RefinedWeights(Record):
    """``weights.yaml``: what a fit made of the rules and of what they leave open. Written by a fit."""

    fitted_to: FittedTo
    sharpness: float = Field(gt=0, description="Replaces that of the preference.")
    rules: dict[Id, dict[Id, dict[Id, tuple[float, float]]]] = Field(
        {}, description="By rule, decision and option the expert's value and the refined one."
    )
    practice: dict[str, dict[Id, dict[Id, float]]] = Field(
        {}, description="By answer, decision and option the log-odds of what was built beyond what the rules say."
    )

    @model_validator(mode="after")
    def _keeps_signs(self) -> RefinedWeights:
        for name, decisions in self.rules.items():
            for decision, options in decisions.items():
                for option, (expert, refined) in options.items():
                    if expert * refined < 0 or (expert == 0 and refined != 0):
                        raise ValueError(f"{name}.{decision}.{option} changes its sign: {expert:g} to {refined:g}")
        return self


class PackManifest(Record):
    """``pack.yaml``: what a folder that is laid over the rule base is called."""

    name: Id
    version: str
    about: Sentence = Field(description="Whose rules these are and what they are for.")
