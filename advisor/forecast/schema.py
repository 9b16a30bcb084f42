"""The shape of ``knowledge/forecast.yaml``: which formula, answer or reference number gives each quantity, and when.

A quantity lists its ways in order. The first whose condition holds and whose inputs are known gives the value, so a
user's measured answer stands before our reference number. Where no way applies, the quantity is not known.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, model_validator

from advisor.knowledge.schema import Id, Record, Sentence


class Way(Record):
    """One way to come by a quantity. Exactly one of the five sources of a value is named."""

    when: str | None = Field(None, description="Condition over answers and decisions; absent: always.")
    answer: Id | None = Field(None, description="The requirement that says it.")
    reference: Id | None = Field(None, description="The number of knowledge/estimates to reckon with.")
    term: str | None = Field(None, description="Sums and products of other quantities.")
    formula: str | None = Field(None, description="A formula of advisor.estimates.")
    given: float | None = Field(None, description="What follows from the choice itself: nothing to look up is 0.")
    inputs: Mapping[str, Id] = Field(
        default_factory=dict, description="Of a formula: quantities that go by other names."
    )
    because: Sentence | None = Field(None, description="Why this way; needed for a given value.")
    caveat: Sentence | None = Field(None, description="What is left out or taken for granted; shown with every result.")

    @model_validator(mode="after")
    def _one_source(self) -> Way:
        named = [self.answer, self.reference, self.term, self.formula, self.given]
        if sum(source is not None for source in named) != 1:
            raise ValueError("name exactly one of answer, reference, term, formula and given")
        if self.given is not None and self.because is None and self.caveat is None:
            raise ValueError("a given value says because of what")
        if self.inputs and self.formula is None:
            raise ValueError("inputs belong to a formula")
        return self


class Quantity(Record):
    """Something with a number, and the ways to come by it."""

    name: Sentence
    unit: str
    ways: tuple[Way, ...] = Field(min_length=1)


class ForecastFile(Record):
    """What is estimated of an architecture.

    ``parts`` names, for a quantity that is broken down, the quantities that add up to it. Latency is broken down by
    its formula. ``comparisons`` names, for each break-even, the quantity on whose axis it lies; none where no answer
    says where the user stands.
    """

    shown: tuple[Id, ...]
    parts: Mapping[Id, Mapping[str, Id]]
    comparisons: Mapping[Id, Id | None] = Field(default_factory=dict)
    quantities: Mapping[Id, Quantity]
