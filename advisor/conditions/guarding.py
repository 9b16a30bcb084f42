"""A condition joined by the conditions under which the questions that it reads are asked at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.conditions.tree import AllOf, AnyOf, Condition, Constant, Operation, SumBelow, Term, Test, Tree


def guarded(tree: Tree, asked_when: Mapping[str, Condition], within: frozenset[str] = frozenset()) -> Tree:
    """``tree`` with every test joined by the conditions under which its questions are asked, down the whole chain.

    So a test does not hold where its question is not asked, whichever way it is put.

    Args:
        tree: a condition.
        asked_when: for questions that are asked only sometimes, when.
        within: questions that are being followed up already; they are not followed again.
    """
    match tree:
        case AllOf(parts):
            return AllOf(tuple(guarded(part, asked_when, within) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(guarded(part, asked_when, within) for part in parts))
        case test:
            followed = [name for name in _fields_of(test) if name in asked_when and name not in within]
            if not followed:
                return test
            guards = (guarded(asked_when[name].tree, asked_when, within | {name}) for name in followed)
            return AllOf((test, *guards))


def chained(asked_when: Mapping[str, Condition]) -> dict[str, Condition]:
    """The conditions under which questions are asked, so that what follows a question left out is left out too."""
    found = {}
    for name, condition in asked_when.items():
        tree = guarded(condition.tree, asked_when, frozenset({name}))
        read = (field for test in _tests(tree) for field in _fields_of(test))
        found[name] = Condition(condition.text, tree, tuple(dict.fromkeys(read)))
    return found


def _fields_of(test: Test) -> tuple[str, ...]:
    """The names that a test reads, in order of appearance."""
    return tuple(dict.fromkeys(_fields(test.term))) if isinstance(test, SumBelow) else (test.field,)


def _tests(tree: Tree) -> Iterator[Test]:
    if isinstance(tree, AllOf | AnyOf):
        for part in tree.parts:
            yield from _tests(part)
    else:
        yield tree


def _fields(term: Term) -> Iterator[str]:
    match term:
        case Operation(_, left, right):
            yield from _fields(left)
            yield from _fields(right)
        case Constant():
            return
        case quantity:
            yield quantity.field
