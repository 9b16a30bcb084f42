"""What was worked out in an earlier run, kept in the user's cache folder. Safe to delete at any time.

A kept value is found by a digest of what it was made from and of the program's own sources, so a change of either
makes it anew. It counts only when it is whole (its own digest is checked), belongs to this user, and nobody else may
write to it; whatever is wrong with it, it is made again. Values are pickled, because that is the fastest way to have
thousands of small ones back, but read by a reader that builds nothing except the classes named by the caller: a
file that was tampered with can at worst give a wrong value, never run code.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

_FORMAT = b"advisor cache 1\n"
_PACKAGE = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120 - os is twice as fast here
_NO_SOURCES = ("__pycache__", "_data")
_KEPT = 8
_ALIENS = 0o022  # write permission of the group and of all others

Maker = Callable[..., Any]


def recall(noun: str, content: str, makers: Iterable[Maker]) -> Any | None:
    """The value that was kept as ``noun`` for ``content``; ``None`` where there is none to be trusted.

    Args:
        noun: what is kept.
        content: digest of what it was made from.
        makers: the classes, and functions of other packages, that it may be built with.
    """
    try:
        path, key = _place(noun, content)
        data = _read_own(path)
    except OSError:
        return None
    head, payload = data[: len(_FORMAT) + 32], data[len(_FORMAT) + 32 :]
    if head != _FORMAT + _seal(key, payload):
        return None
    try:
        return _Reader(payload, makers).load()
    except Exception:  # whatever a file made elsewhere brings up, the value is made anew
        return None


def keep(noun: str, content: str, value: object) -> None:
    """Keep ``value`` for later runs, whole or not at all; a folder that can't be written is no harm."""
    import tempfile

    payload = pickle.dumps(value, protocol=5)
    with suppress(OSError):
        path, key = _place(noun, content)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{noun}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_FORMAT + _seal(key, payload) + payload)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        kept = sorted(path.parent.glob(f"{noun}-*"), key=lambda old: old.stat().st_mtime_ns)
        for old in kept[:-_KEPT]:
            old.unlink(missing_ok=True)


def digest_of(parts: Iterable[tuple[str, str]]) -> str:
    """One digest of named texts, whatever their order."""
    hashes = sorted(f"{name} {hashlib.sha256(text.encode()).hexdigest()}" for name, text in parts)
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again.

    Raises:
        OSError: the system names none.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    if Path(named).is_absolute():
        return Path(named) / "ml-architecture-advisor"
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA", "")
        if not named:
            raise FileNotFoundError("LOCALAPPDATA is not set")
        return Path(named) / "ml-architecture-advisor" / "cache"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise FileNotFoundError(str(error)) from None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ml-architecture-advisor"


def _place(noun: str, content: str) -> tuple[Path, bytes]:
    key = hashlib.sha256(repr((noun, content, _program())).encode()).digest()
    return cache_folder() / f"{noun}-{key.hex()[:32]}", key


@cache
def _program() -> str:
    """What made a value: the sources of this package, told by size and time as Python's own cache does, and versions.

    Raises:
        OSError: the sources can't be seen, as where only compiled files were installed.
    """
    import numpy as np
    import pydantic

    sources = sorted(_sources(_PACKAGE))
    if not sources:
        raise FileNotFoundError("the package has no sources")
    return f"{sources} {sys.version} {np.__version__} {pydantic.VERSION}"


def _sources(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns
            elif entry.name not in _NO_SOURCES and entry.is_dir(follow_symlinks=False):
                yield from _sources(entry.path)


def _read_own(path: Path) -> bytes:
    """The bytes of a file of this user.

    Raises:
        OSError: it can't be read, is a link, or somebody else owns it or may write to it.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & _ALIENS):
            raise PermissionError(f"{path} is not of this user alone")
        return file.read()


def _seal(key: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(key + payload).digest()


class _Reader(pickle.Unpickler):
    """Builds values of the named classes and nothing else."""

    def __init__(self, payload: bytes, makers: Iterable[Maker]) -> None:
        super().__init__(io.BytesIO(payload))
        self._makers = {(maker.__module__, maker.__qualname__): maker for maker in makers}

    def find_class(self, module: str, name: str) -> Maker:
        try:
            return self._makers[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not to be built") from None
