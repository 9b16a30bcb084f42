"""The sentence of a rule with the answers that it quotes; what is not answered is said as the rule presumes it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from advisor.answers import Answer, Range
from advisor.conditions import (
    ALWAYS,
    AllOf,
    Arithmetic,
    Below,
    Condition,
    SumBelow,
    Tree,
    arithmetic_bounds,
    parse_arithmetic,
)
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.quotes import quoted_fields
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer
from advisor.units import factor, readable_unit, show_quantity

_WRITTEN_DIGITS = 12


def fill(sentence: str, system: System, knowledge: KnowledgeBase, when: Condition = ALWAYS) -> str:
    """``sentence`` with every quoted answer, and the result of quoted arithmetic, filled in.

    An answer that is missing is said as ``when`` presumes it: ``Within under 150 ms``; where it presumes nothing of it,
    it is named: ``With training_examples examples``. Arithmetic with a missing answer gives the least that it may come
    to, and stands as written where that is nothing.

    Args:
        when: under what the sentence is said.
    """
    for quoted in quoted_fields(sentence):
        shown = _answer(quoted, system, knowledge, when) if quoted.isidentifier() else ""
        sentence = sentence.replace(f"{{{quoted}}}", shown or _result(quoted, system, knowledge, when))
    return sentence


def _answer(name: str, system: System, knowledge: KnowledgeBase, when: Condition) -> str:
    question = knowledge.questions[name]
    if name in system.requirements:
        return show_answer(system.requirements[name], question)
    presumed = [test for test in _presumed(when.tree) if isinstance(test, Below) and test.field == name]
    return _within(presumed, 1.0, question.unit or "count") if presumed else name


def _result(quoted: str, system: System, knowledge: KnowledgeBase, when: Condition) -> str:
    arithmetic = _arithmetic(quoted, knowledge)
    unit = readable_unit(arithmetic.dimension)
    answers = system.requirements
    complete = all(name in answers for name in arithmetic.fields)
    presumed = [test for test in _presumed(when.tree) if isinstance(test, SumBelow) and test.term == arithmetic.term]
    if not complete and presumed:
        return _within(presumed, factor(unit), unit)
    known = answers if complete else {**_least(when), **answers}
    low, high = arithmetic_bounds(arithmetic, known, knowledge.vocabulary)
    if not complete and not 0 < low < math.inf:
        return quoted.replace("'", "")
    ends = dict.fromkeys((low, high) if complete else (low,))
    return " to ".join(show_quantity(end / factor(unit), unit) for end in ends)


def _presumed(tree: Tree) -> Iterator[Tree]:
    """The tests that hold whenever ``tree`` does."""
    if isinstance(tree, AllOf):
        for part in tree.parts:
            yield from _presumed(part)
    else:
        yield tree


def _least(when: Condition) -> dict[str, Answer]:
    """The numbers of which ``when`` presumes a least value."""
    return {
        test.field: Range(test.limit, math.inf)
        for test in _presumed(when.tree)
        if isinstance(test, Below) and not test.positive
    }


def _within(tests: Sequence[Below | SumBelow], size: float, unit: str) -> str:
    """What numeric tests of one thing leave of it: ``under 5 ms``, ``at least 2``, ``1 to 2``.

    Up to and including a value is below the next number after it (``advisor.conditions``), so a limit that nobody
    would write tells that the written value counts as well.
    """
    words, values = [], []
    for test in sorted(tests, key=lambda test: test.positive):
        written = float(f"{test.limit:.{_WRITTEN_DIGITS}g}")
        exact = written == test.limit
        words.append(("under" if exact else "at most") if test.positive else ("at least" if exact else "over"))
        values.append(show_quantity(written / size, unit))
    return " to ".join(values) if len(values) > 1 else f"{words[0]} {values[0]}"


@lru_cache(maxsize=256)
def _arithmetic(quoted: str, knowledge: KnowledgeBase) -> Arithmetic:
    return parse_arithmetic(quoted, knowledge.vocabulary)
