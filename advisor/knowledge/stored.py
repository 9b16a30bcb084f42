"""The rule base of a folder from an earlier run, for as long as its files say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from weakref import WeakSet

from advisor.cache import keep, recall
from advisor.conditions import CLASSES as CONDITION_CLASSES
from advisor.knowledge import schema
from advisor.knowledge.base import KnowledgeBase

_FILES = ("knowledge.yaml", "components.yaml", "sources.yaml")
_OPTIONAL = ("weights.yaml", "risks.yaml", "glossary.yaml")
_FOLDERS = ("questions", "decisions", "rules", "couplings")
_CLASSES = (
    KnowledgeBase,
    frozenset,
    schema.Answers,
    *(value for value in vars(schema).values() if isinstance(value, type) and issubclass(value, schema.Record)),
    *CONDITION_CLASSES,
)
_unchanged: WeakSet[KnowledgeBase] = WeakSet()


def stored(folder: Path, read: Callable[[], KnowledgeBase]) -> KnowledgeBase:
    """The rule base of ``folder``: the one kept where all files are as they were, else what ``read`` gives."""
    digest = _digest(folder)
    knowledge = recall("knowledge", digest, _CLASSES) if digest else None
    if not isinstance(knowledge, KnowledgeBase) or knowledge.digest != digest:
        knowledge = read()
        if digest == knowledge.digest:
            keep("knowledge", digest, knowledge)
    _unchanged.add(knowledge)
    return knowledge


def is_as_read(knowledge: KnowledgeBase) -> bool:
    """Whether ``knowledge`` is as its files say, so that its digest tells it from all others."""
    return knowledge in _unchanged


def files_of_numbers(folder: Path) -> list[Path]:
    """The files that estimates are made from: what is estimated, and the reference numbers.

    The rule base does not read them, but they change what is recommended in numbers, so its digest covers them.
    """
    return [*folder.glob("forecast.yaml"), *sorted((folder / "estimates").glob("*.yaml"))]


def _digest(folder: Path) -> str | None:
    """The digest that the rule base of ``folder`` has if its files are sound; ``None`` where they can't be read."""
    paths = [folder / name for name in _FILES]
    paths += [path for name in _OPTIONAL for path in folder.glob(name)]
    paths += files_of_numbers(folder)
    paths += [path for name in _FOLDERS for path in (folder / name).glob("*.yaml")]
    try:
        hashes = {path.relative_to(folder).as_posix(): _hash(path.read_text(encoding="utf-8")) for path in paths}
    except (OSError, UnicodeDecodeError):
        return None
    return "sha256:" + _hash("\n".join(f"{name} {hashes[name]}" for name in sorted(hashes)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
