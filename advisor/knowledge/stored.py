"""The rule base of a folder and its packs from an earlier run, for as long as their files say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from weakref import WeakSet

from advisor.cache import keep, recall
from advisor.conditions import CLASSES as CONDITION_CLASSES
from advisor.knowledge import schema
from advisor.knowledge.base import KnowledgeBase, Pack
from advisor.locations import knowledge_folder

_FILES = ("knowledge.yaml", "components.yaml", "sources.yaml")
_OPTIONAL = ("weights.yaml", "risks.yaml", "glossary.yaml")
_FOLDERS = ("questions", "decisions", "rules", "couplings")
PACK_TESTS = "tests"

_CLASSES = (
    KnowledgeBase,
    Pack,
    type(Path()),
    frozenset,
    schema.Answers,
    *(value for value in vars(schema).values() if isinstance(value, type) and issubclass(value, schema.Record)),
    *CONDITION_CLASSES,
)
_unchanged: WeakSet[KnowledgeBase] = WeakSet()


@cache
def load_knowledge(packs: tuple[Path, ...] = ()) -> KnowledgeBase:
    """The rule base that comes with the advisor, with the folders ``packs`` laid over it.

    Raises:
        InvalidInput: a file is not as ``schema`` says, or ids and conditions do not fit together.
    """
    return load_folder(knowledge_folder(), packs)


def load_folder(folder: Path, packs: Sequence[Path] = ()) -> KnowledgeBase:
    """The rule base of ``folder`` with ``packs`` laid over it: the one kept where no file has changed since, else read.

    A rule base says where its packs lie, so packs with the same files elsewhere are another one.

    Raises:
        InvalidInput: as ``load_knowledge``.
    """
    found = _digest(folder, packs)
    content = f"{found} {[str(pack) for pack in packs]}"
    knowledge = recall("knowledge", content, _CLASSES) if found else None
    if not isinstance(knowledge, KnowledgeBase) or knowledge.digest != found:
        from advisor.knowledge.loading import read_folder

        knowledge = read_folder(folder, packs).knowledge
        if found == knowledge.digest:
            keep("knowledge", content, knowledge)
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


def files_of_pack(folder: Path) -> Mapping[str, Path]:
    """All that a pack says, by name in it: its files but the tests."""
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*.yaml"))}
    return {name.as_posix(): path for name, path in paths.items() if name.parts[0] != PACK_TESTS}


def digest_of_pack(folder: Path) -> str:
    """Of ``files_of_pack``.

    Raises:
        OSError: a file can't be read.
    """
    return digest({name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files_of_pack(folder).items()})


def digest(hashes: Mapping[str, str]) -> str:
    """One digest of files, by name and hash, whatever their order."""
    return "sha256:" + _hash("\n".join(f"{name} {hashes[name]}" for name in sorted(hashes)))


def _digest(folder: Path, packs: Sequence[Path]) -> str | None:
    """The digest that the rule base has if all its files are sound; ``None`` where they can't be read."""
    paths = [folder / name for name in _FILES]
    paths += [path for name in _OPTIONAL for path in folder.glob(name)]
    paths += files_of_numbers(folder)
    paths += [path for name in _FOLDERS for path in (folder / name).glob("*.yaml")]
    try:
        hashes = {path.relative_to(folder).as_posix(): _hash(path.read_text(encoding="utf-8")) for path in paths}
        hashes |= {f"packs/{number}": digest_of_pack(pack) for number, pack in enumerate(packs)}
    except (OSError, UnicodeDecodeError):
        return None
    return digest(hashes)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
