"""The table behind the what-if panel of one system: every crossing of the moved answers, answered ahead of time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from advisor.architecture.architecture import Architecture
from advisor.architecture.compose import compose, judge
from advisor.architecture.views import View, views
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.reasoning.flips import find_flips
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.requirements.system import System
from advisor.site.moves import Move, as_numbers, moves_of
from advisor.sweep.run import Evaluator

NOTHING = -1
"""Stands for a picture where nothing is feasible, and for an option where a decision does not apply."""


@dataclass(frozen=True)
class Scenario:
    """One crossing of the moved answers.

    Attributes:
        places: which value each answer has, in the order of the moves.
        options: position of each decision's option, ``NOTHING`` where it has none.
        sure: whole percent of each.
        picture: which of the pictures it looks like; ``NOTHING`` where no architecture satisfies it.
    """

    places: tuple[int, ...]
    options: tuple[int, ...]
    sure: tuple[int, ...]
    picture: int


@dataclass(frozen=True)
class Panel:
    """The moves of one system, and what follows from every crossing; the last answer moves fastest.

    Attributes:
        pictures: the different views of the architectures that come out.
    """

    moves: tuple[Move, ...]
    scenarios: tuple[Scenario, ...]
    pictures: tuple[View, ...]


def panel_of(model: Model, system: System) -> Panel:
    """The panel of ``system``."""
    knowledge = model.knowledge
    moves = moves_of(knowledge, system, find_flips(model, system))
    if not moves:
        return Panel((), (), ())
    places = np.array(list(np.ndindex(*(len(move.values) for move in moves))))
    numbers = as_numbers(knowledge, moves)
    varied = {
        name: np.array(values, dtype=np.float64 if knowledge.vocabulary[name].kind == "number" else np.int64)[
            places[:, column]
        ]
        for column, (name, values) in enumerate(numbers.items())
    }
    answered = Evaluator(model, answers_with_priorities(system, knowledge), system.fixed, list(numbers)).evaluate(
        varied
    )
    pictures: dict[str, tuple[int, View]] = {}
    scenarios = []
    for row in range(len(places)):
        options = tuple(int(option) for option in answered.options[:, row])
        picture = NOTHING
        if answered.feasible[row]:
            view = _view(knowledge, _moved(system, moves, places[row].tolist()), options)
            picture = pictures.setdefault(repr(view), (len(pictures), view))[0]
        sure = tuple(
            NOTHING if math.isnan(share) else round(100 * float(share)) for share in answered.probabilities[:, row]
        )
        scenarios.append(Scenario(tuple(int(place) for place in places[row]), options, sure, picture))
    return Panel(moves, tuple(scenarios), tuple(view for _, view in pictures.values()))


def _moved(system: System, moves: Sequence[Move], places: Iterable[int]) -> System:
    """The system with its answers moved; priorities draw nothing and stay."""
    changed = {move.field: move.values[place] for move, place in zip(moves, places, strict=True)}
    kept = {name: value for name, value in changed.items() if not name.startswith(PRIORITY_PREFIX)}
    return replace(system, requirements={**system.requirements, **kept})


def _view(knowledge: KnowledgeBase, system: System, options: tuple[int, ...]) -> View:
    chosen = {
        name: list(decision.options)[option]
        for (name, decision), option in zip(knowledge.decisions.items(), options, strict=True)
        if option != NOTHING
    }
    architecture: Architecture = compose(knowledge, chosen, system, judge(knowledge, chosen, system))
    return next(view for view in views(architecture) if view.id == "containers")


def panel_json(panel: Panel, knowledge: KnowledgeBase, pictures: Mapping[int, str], texts: Mapping[int, str]) -> str:
    """The panel for the script of the page.

    Args:
        pictures: address of each picture from the page.
        texts: each picture in words.
    """
    return json.dumps(
        {
            "moves": [{"asked": move.asked, "labels": list(move.labels)} for move in panel.moves],
            "decisions": [
                {"title": decision.title, "options": [option.title for option in decision.options.values()]}
                for decision in knowledge.decisions.values()
            ],
            "scenarios": [[list(found.options), list(found.sure), found.picture] for found in panel.scenarios],
            "pictures": [[pictures[number], texts[number]] for number in range(len(panel.pictures))],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
