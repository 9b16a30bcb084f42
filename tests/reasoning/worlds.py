"""Random small rule bases as values, systems to go with them, and the plainest possible evaluation of both.

The evaluation goes through all architectures one by one and asks ``holds`` of every condition; it shares nothing with
the arrays of the engine.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from advisor.answers import Answer
from advisor.conditions import holds, parse
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase, requirement_fields
from advisor.knowledge.schema import (
    Always,
    ComponentCatalog,
    Coupling,
    Decision,
    Preference,
    Quality,
    Question,
    QuestionGroup,
    Rule,
)
from advisor.requirements.system import System

_ORIGIN = {"origin": "Made up."}
_WORDS = {"ask": "Which one?", "help": "Which one?", "why": "It matters.", "example": "this"}
_CHOICES = {name: {"label": name, "help": "Some of it."} for name in ("low", "middle", "high")}
QUESTIONS: dict[str, Any] = {
    "flag": {"answers": "boolean", "prior": {"shares": {"true": 0.5, "false": 0.5}, **_ORIGIN}},
    "level": {
        "answers": "choice", "choices": _CHOICES, "ordered": True,
        "prior": {"shares": {"low": 0.5, "middle": 0.25, "high": 0.25}, **_ORIGIN},
    },
    "kinds": {
        "answers": "choices", "choices": _CHOICES, "asked_when": "flag",
        "prior": {"shares": {"low": 0.5, "middle": 0.25, "high": 0.75}, **_ORIGIN},
    },
    "depth": {
        "answers": "number", "unit": "count", "minimum": 0, "maximum": 1000, "asked_when": "any [low, high] in kinds",
        "prior": {"quantiles": [1, 5, 20, 80, 500], **_ORIGIN},
    },
    "size": {
        "answers": "number", "unit": "count", "minimum": 0, "maximum": 1000,
        "prior": {"quantiles": [1, 5, 20, 80, 500], **_ORIGIN},
    },
    "rate": {
        "answers": "number", "unit": "count", "minimum": 0, "maximum": 1000,
        "prior": {"quantiles": [1, 5, 20, 80, 500], **_ORIGIN},
    },
    "unread": {"answers": "boolean", "prior": {"shares": {"true": 0.5, "false": 0.5}, **_ORIGIN}},
}  # fmt: skip
_TESTS = (
    "flag", "not flag", "level == low", "level >= middle", "level in [low, high]", "any [low, high] in kinds",
    "kinds only [low]", "size < 10", "size >= 50", "rate > 20", "size * rate < 400", "size + rate >= 90",
    "priorities.cost >= 4",
    "depth < 10", "depth * size >= 90",
)  # fmt: skip
_CONDITIONS = st.recursive(
    st.sampled_from(_TESTS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"not ({part})"),
    ),
    max_leaves=3,
)
_WEIGHTS = st.integers(-20, 20).map(lambda tenths: tenths / 10)
_SOURCES = {"because": "So it is.", "sources": ("book",)}


@st.composite
def small_knowledge(draw: st.DrawFn) -> KnowledgeBase:
    """Two to four decisions of two or three options, some rules and couplings, some of them hard."""
    options = {f"d{d}": [f"o{o}" for o in range(draw(st.integers(2, 3)))] for d in range(draw(st.integers(2, 4)))}
    rules = {f"r{number}": draw(_rules(options)) for number in range(draw(st.integers(0, 7)))}
    couplings = {f"c{number}": draw(_couplings(options)) for number in range(draw(st.integers(0, 4)))}
    questions = {name: Question.model_validate({**_WORDS, **question}) for name, question in QUESTIONS.items()}
    qualities = {"cost": Quality(label="Cost", help="In money.")}
    decisions = {name: draw(_decisions(taken)) for name, taken in options.items()}
    texts = [decision.applies_when for decision in decisions.values()]
    texts += [part.when for part in (*rules.values(), *couplings.values())]
    texts += [question.asked_when for question in questions.values()]
    vocabulary = requirement_fields(questions, qualities)
    return KnowledgeBase(
        version="1",
        date="2026-01-01",
        digest="sha256:none",
        groups={"all": QuestionGroup(title="All", about="Everything.", questions=questions)},
        questions=questions,
        decisions=decisions,
        rules=rules,
        couplings=couplings,
        sources={},
        qualities=qualities,
        preference=Preference(neutral=2, weight_per_grade=0.15, sharpness=1.5, **_SOURCES),
        components=ComponentCatalog(boundaries={}, places={}, components={}, always=Always(personal="flag")),
        conditions={text: parse(text, vocabulary) for text in texts if text is not None},
    )


@st.composite
def _rules(draw: st.DrawFn, options: Mapping[str, list[str]]) -> Rule:
    decision = draw(st.sampled_from(sorted(options)))
    taken = draw(st.lists(st.sampled_from(options[decision]), min_size=1, unique=True))
    when = draw(st.none() | _CONDITIONS)
    if draw(st.booleans()):
        return Rule(when=when, weigh={decision: {option: draw(_WEIGHTS) for option in taken}}, **_SOURCES)
    return Rule(when=when, forbid={decision: tuple(taken[:1])}, **_SOURCES)


@st.composite
def _couplings(draw: st.DrawFn, options: Mapping[str, list[str]]) -> Coupling:
    first, second = draw(st.lists(st.sampled_from(sorted(options)), min_size=2, max_size=2, unique=True))
    pair = {
        name: tuple(draw(st.lists(st.sampled_from(options[name]), min_size=1, unique=True))) for name in (first, second)
    }
    weight = draw(st.none() | _WEIGHTS)
    return Coupling(
        when=draw(st.none() | _CONDITIONS), pair=pair, weight=weight, forbid=weight is None, **_SOURCES
    )  # fmt: skip


@st.composite
def _decisions(draw: st.DrawFn, options: list[str]) -> Decision:
    described = {
        option: {
            "title": option, "phrase": "do it", "description": "Does it.", "better": ["Good."], "worse": ["Bad."],
            "effort": 1, "sources": ["book"],
            "effects": {"cost": {"grade": draw(st.integers(-2, 2)), "because": "So it is."}},
        }
        for option in options
    }  # fmt: skip
    when = draw(st.none() | _CONDITIONS) if draw(st.booleans()) else None
    return Decision.model_validate(
        {"title": "T", "question": "Q", "short": "S", "why": "It matters.", "applies_when": when, "options": described}
    )


def values_of(name: str) -> st.SearchStrategy[Any]:
    """Answers to one of ``QUESTIONS``."""
    match QUESTIONS[name]["answers"]:
        case "boolean":
            return st.booleans()
        case "choice":
            return st.sampled_from(sorted(_CHOICES))
        case "choices":
            return st.lists(st.sampled_from(list(_CHOICES)), min_size=1, unique=True).map(
                lambda ticked: tuple(sorted(ticked, key=list(_CHOICES).index))
            )
        case _:
            return st.sampled_from([0.0, 1.0, 9.0, 10.0, 20.0, 20.5, 50.0, 400.0, 1000.0])


@st.composite
def small_systems(draw: st.DrawFn, *, complete: bool = False) -> System:
    """A system with some of ``QUESTIONS`` answered, or all."""
    names = [name for name in QUESTIONS if complete or draw(st.booleans())]
    priorities = {"cost": float(draw(st.integers(0, 5)))} if draw(st.booleans()) else {}
    return System("random", requirements={name: draw(values_of(name)) for name in names}, priorities=priorities)


Architecture = dict[str, str | None]


def scores(knowledge: KnowledgeBase, system: System) -> Iterator[tuple[Architecture, int | None]]:
    """Every architecture that the decisions allow, with its score in thousandths; ``None`` where a rule forbids it.

    All answers must be given.
    """
    answers: dict[str, Answer] = dict(system.requirements)
    answers[f"{PRIORITY_PREFIX}cost"] = system.priorities.get("cost", knowledge.preference.neutral)

    def true(when: str | None) -> bool:
        truth = when is None or holds(knowledge.conditions[when], answers, knowledge.vocabulary)
        assert truth is not None
        return truth

    sides = [
        [(name, option) for option in decision.options] if true(decision.applies_when) else [(name, None)]
        for name, decision in knowledge.decisions.items()
    ]
    rules = [rule for rule in knowledge.rules.values() if true(rule.when)]
    couplings = [coupling for coupling in knowledge.couplings.values() if true(coupling.when)]
    away = answers[f"{PRIORITY_PREFIX}cost"] - knowledge.preference.neutral  # type: ignore[operator]
    weight = round(knowledge.preference.weight_per_grade * 1000 * away)
    for taken in itertools.product(*sides):
        architecture = dict(taken)
        total: int | None = 0
        for rule in rules:
            if any(architecture[name] in forbidden for name, forbidden in rule.forbid.items()):
                total = None
        for coupling in couplings:
            if coupling.forbid and all(architecture[name] in some for name, some in coupling.pair.items()):
                total = None
        if total is not None:
            for rule in rules:
                for name, weights in rule.weigh.items():
                    total += round(1000 * weights.get(str(architecture[name]), 0.0))
            for coupling in couplings:
                if all(architecture[name] in some for name, some in coupling.pair.items()):
                    total += round(1000 * (coupling.weight or 0.0))
            for name, option in architecture.items():
                if option is not None:
                    total += weight * knowledge.decisions[name].options[option].effects["cost"].grade
        yield architecture, total


def probabilities(found: list[tuple[Architecture, int | None]]) -> dict[tuple[str, str | None], float]:
    """The chance of every option when the weight of an architecture is the exponential of its score."""
    weights = [0.0 if score is None else math.exp(score / 1000) for _, score in found]
    chances: dict[tuple[str, str | None], float] = {}
    for (architecture, _), weight in zip(found, weights, strict=True):
        for item in architecture.items():
            chances[item] = chances.get(item, 0.0) + weight / sum(weights)
    return chances
