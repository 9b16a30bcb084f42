"""What the tests of sweeps share: systems with and without unknown answers, and scenarios as single systems."""

from __future__ import annotations

import math
from dataclasses import replace

from advisor.answers import Answer
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.model import Model
from advisor.requirements.system import System
from advisor.sweep.draws import Values
from tests.strategies import KNOWLEDGE

MODEL = Model(KNOWLEDGE)

SKETCH = System("sketch", requirements={"task": "ranking", "input_space": "open", "label_delay_s": 3600.0})


def system_of_row(base: System, varied: dict[str, Values], row: int) -> System:
    """The system that one scenario stands for."""
    requirements = dict(base.requirements)
    priorities = dict(base.priorities)
    for name, values in varied.items():
        if name.startswith(PRIORITY_PREFIX):
            priorities[name.removeprefix(PRIORITY_PREFIX)] = float(values[row])
            continue
        answer = _answer(name, values[row])
        requirements.pop(name, None)
        if answer is not None:
            requirements[name] = answer
    return replace(base, requirements=requirements, priorities=priorities)


def _answer(name: str, value: float) -> Answer | None:
    field = KNOWLEDGE.vocabulary[name]
    if field.kind == "number":
        return None if math.isnan(value) else float(value)
    if value < 0:
        return None
    if field.kind == "choices":
        return tuple(choice for place, choice in enumerate(field.choices) if int(value) >> place & 1)
    return bool(value) if field.is_boolean else field.choices[int(value)]
