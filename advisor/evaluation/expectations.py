"""Tests of rules as files: answers, and what must be recommended for them.

A file is a system file with ``expect`` beside it: for each decision an option, several of which one is right, or a
mapping with ``option``, ``not`` and ``because``, the rules that must be among the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator, model_validator

from advisor.documents import Document, read_document
from advisor.errors import InvalidInput, Location, Problem, UserError, choices_hint, nearest
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Record
from advisor.recommendation.recommendation import Recommendation
from advisor.requirements.reading import read_system_document
from advisor.requirements.system import System

EXPECT = "expect"


class Expectation(Record):
    """What must come out for a decision: one of ``option``, none of ``excluded``, and these rules among the reasons."""

    option: tuple[str, ...] = ()
    excluded: tuple[str, ...] = Field((), alias="not")
    because: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _in_short(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"option": value}

    @field_validator("option", "excluded", "because", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_something(self) -> Expectation:
        if not (self.option or self.excluded or self.because):
            raise ValueError("an expectation states option, not or because")
        return self


@dataclass(frozen=True)
class RuleTest:
    """One file of answers and expectations."""

    path: str
    system: System
    expected: Mapping[str, Expectation]


@dataclass(frozen=True)
class Failure:
    """One expectation that was not met, as a sentence."""

    path: str
    text: str


def load_tests(folder: Path, knowledge: KnowledgeBase) -> tuple[RuleTest, ...]:
    """The tests of ``folder``, by file name.

    Raises:
        UserError: there are none.
        InvalidInput: with every problem of every file.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise UserError(f"{folder}: no tests (*.yaml) were found. Write a system file with {EXPECT}: beside it.")
    problems: list[Problem] = []
    tests = []
    for path in paths:
        try:
            tests.append(read_test(path.read_text(encoding="utf-8"), str(path), knowledge))
        except InvalidInput as error:
            problems.extend(error.problems)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(Location(str(path)), f"the file can't be read: {error}."))
    if problems:
        raise InvalidInput(problems)
    return tuple(tests)


def read_test(text: str, path: str, knowledge: KnowledgeBase) -> RuleTest:
    """One test.

    Raises:
        InvalidInput: with every problem of the file.
    """
    document = read_document(text, path)
    stated = document.value.get(EXPECT) if isinstance(document.value, dict) else None
    if not isinstance(stated, dict) or not stated:
        at = document.location(EXPECT)
        raise InvalidInput([Problem(at, f"the test expects nothing. Add {EXPECT}: with a decision and its option.")])
    expected: dict[str, Expectation] = {}
    problems = list(_unfit(document, stated, knowledge, expected))
    rest = {key: value for key, value in document.value.items() if key != EXPECT}
    try:
        system = read_system_document(replace(document, value=rest), knowledge)
    except InvalidInput as error:
        problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return RuleTest(path, system, expected)


def failures(test: RuleTest, recommendation: Recommendation) -> Iterator[Failure]:
    """The expectations of ``test`` that its recommendation does not meet."""
    for name, expectation in test.expected.items():
        advice = recommendation.decisions[name]
        found = advice.option or "no option"
        if expectation.option and advice.option not in expectation.option:
            yield Failure(test.path, f"{name}: expected {' or '.join(expectation.option)}, recommended {found}")
        if advice.option in expectation.excluded:
            yield Failure(test.path, f"{name}: expected anything but {found}")
        at_work = {reason.rule for option in advice.options.values() for reason in option.reasons}
        for rule in expectation.because:
            if rule not in at_work:
                yield Failure(test.path, f"{name}: {rule} is not among the reasons")


def _unfit(
    document: Document, stated: Mapping[str, Any], knowledge: KnowledgeBase, expected: dict[str, Expectation]
) -> Iterator[Problem]:
    """Problems of the expectations; sound ones go to ``expected``."""
    rules = (*knowledge.rules, *knowledge.couplings)
    for name, value in stated.items():
        at = document.location(EXPECT, name)
        if name not in knowledge.decisions:
            yield Problem(at, f"{name!r} is not a known decision.", choices_hint(name, knowledge.decisions))
            continue
        try:
            expectation = Expectation.model_validate(value)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                yield Problem(document.location(EXPECT, name, *item["loc"]), f"{name}: {item['msg']}.")
            continue
        options = knowledge.decisions[name].options
        for option in _unknown((*expectation.option, *expectation.excluded), options):
            yield Problem(at, f"{option!r} is not an option of {name}.", choices_hint(option, options))
        for rule in _unknown(expectation.because, rules):
            close = nearest(rule, rules)
            yield Problem(at, f"there is no rule {rule!r}.", f"Did you mean {close!r}?" if close else "")
        expected[name] = expectation


def _unknown(names: Sequence[str], known: Sequence[str] | Mapping[str, Any]) -> list[str]:
    return [name for name in names if name not in known]
