"""From the requirements of a machine-learning system to one argued architecture.

>>> from advisor import advise, load_knowledge, read_system
>>> knowledge = load_knowledge()
>>> system = read_system("name: demo\\nrequirements: {task: ranking}", "demo.yaml", knowledge)
>>> advise(knowledge, system).decisions["prediction_mode"].applicable
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.advise import advise
    from advisor.knowledge.loading import load_knowledge
    from advisor.recommendation.recommendation import Recommendation
    from advisor.requirements.reading import read_system
    from advisor.requirements.system import System

__all__ = ["Recommendation", "System", "advise", "load_knowledge", "read_system"]

_HOMES = {
    "advise": "advisor.advise",
    "load_knowledge": "advisor.knowledge.stored",
    "read_system": "advisor.requirements.reading",
    "Recommendation": "advisor.recommendation.recommendation",
    "System": "advisor.requirements.system",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
