"""The same questions put to others: rules to zen-engine, joint optima to toulbar2 and to OR-tools CP-SAT."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from advisor.answers import Answer
from advisor.conditions import AllOf, AnyOf, Below, Constant, IsOneOf, Mentions, Quantity, SumBelow, Term, Tree
from advisor.reasoning.elimination import FORBIDDEN, Table
from advisor.reasoning.model import Model, Tables

# --- rules -----------------------------------------------------------------------------------------


def zen_expression(model: Model) -> Any:
    """All conditions of the rule base as one compiled expression of zen-engine that gives a list of yes and no.

    zen-engine knows no third truth value, so that all answers must be given.
    """
    import zen

    return zen.compile_expression("[" + ", ".join(_zen(condition.tree) for condition in model.conditions) + "]")


def zen_facts(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Answers as zen-engine takes them: yes and no as texts like other choices, priorities as an object."""
    facts: dict[str, Any] = {}
    for name, answer in answers.items():
        group, _, quality = name.rpartition(".")
        home = facts.setdefault(group, {}) if group else facts
        is_flag = isinstance(answer, bool)
        home[quality] = str(answer).lower() if is_flag else list(answer) if isinstance(answer, tuple) else answer
    return facts


def _zen(tree: Tree) -> str:
    match tree:
        case AllOf(parts) | AnyOf(parts):
            joined = (" and " if isinstance(tree, AllOf) else " or ").join(_zen(part) for part in parts)
            return f"({joined})" if parts else str(isinstance(tree, AllOf)).lower()
        case IsOneOf(field, choices):
            return f"({field} in {_texts(choices)})"
        case Mentions(field, choices, only, positive):
            found = f"{'all' if only else 'some'}({field}, # in {_texts(choices)})"
            return found if positive else f"(not {found})"
        case Below(field, limit, positive):
            return f"({field} {_below(limit, positive)})"
        case SumBelow(term, limit, positive):
            return f"({_zen_term(term)} {_below(limit, positive)})"


def _zen_term(term: Term) -> str:
    match term:
        case Constant(value):
            return _number(value)
        case Quantity(field, factor):
            return f"({field} * {_number(factor)})"
    return f"({_zen_term(term.left)} {term.operator} {_zen_term(term.right)})"


def _below(limit: float, positive: bool) -> str:
    """The comparison as it was written: at most x, where the limit is the next number after x."""
    before = math.nextafter(limit, -math.inf)
    if len(repr(before)) < len(repr(limit)):
        return f"{'<=' if positive else '>'} {_number(before)}"
    return f"{'<' if positive else '>='} {_number(limit)}"


def _texts(choices: frozenset[str]) -> str:
    return "[" + ", ".join(f"'{choice}'" for choice in sorted(choices)) + "]"


def _number(value: float) -> str:
    """Without an exponent, which the expression language does not read."""
    return np.format_float_positional(value, trim="-")


# --- joint optima ----------------------------------------------------------------------------------


def cp_sat_optimum(tables: Tables, column: int = 0, unit: int = 1) -> int | None:
    """The best joint score in parts of ``1 / unit``, proven; ``None`` where nothing is possible."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    states = [[model.new_bool_var("") for _ in kept] for kept in tables.kept]
    terms = []
    for variables, table in zip(states, tables.unary, strict=True):
        model.add_exactly_one(variables)
        for variable, score in zip(variables, table[:, column], strict=True):
            if score <= FORBIDDEN / 2:
                model.add(variable == 0)
            elif score:
                terms.append((variable, round(score * unit)))
    for (first, second), table in tables.pairs.items():
        scores = table[..., column if table.shape[-1] > 1 else 0]
        for i, one in enumerate(states[first]):
            for j, other in enumerate(states[second]):
                if scores[i, j] <= FORBIDDEN / 2:
                    model.add_bool_or([one.negated(), other.negated()])
                elif scores[i, j]:
                    both = model.new_bool_var("")
                    model.add_bool_and([one, other]).only_enforce_if(both)
                    model.add_bool_or([one.negated(), other.negated(), both])
                    terms.append((both, round(scores[i, j] * unit)))
    model.maximize(sum(weight * variable for variable, weight in terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def toulbar2_optimum(tables: Tables, column: int = 0) -> int | None:
    """The best joint score in thousandths, proven; ``None`` where nothing is possible. Scores must be whole."""
    import pytoulbar2

    every: list[tuple[tuple[int, ...], Table]] = [
        ((place,), table[:, column]) for place, table in enumerate(tables.unary)
    ]
    every += [(edge, table[..., column if table.shape[-1] > 1 else 0]) for edge, table in tables.pairs.items()]
    greatest = [float(scores.max()) for _, scores in every]
    if min(greatest) <= FORBIDDEN / 2:
        return None
    costs = [most - scores for most, (_, scores) in zip(greatest, every, strict=True)]
    most = 1 + sum(int(cost[cost < -FORBIDDEN / 2].max(initial=0)) for cost in costs)
    network = pytoulbar2.CFN(most, 0, verbose=-1)
    for place, kept in enumerate(tables.kept):
        network.AddVariable(str(place), range(len(kept)))
    for (scope, _), cost in zip(every, costs, strict=True):
        network.AddFunction(list(scope), np.minimum(cost, most).astype(int).ravel().tolist())
    solved = network.Solve()
    return None if solved is None else round(sum(greatest) - solved[1])
