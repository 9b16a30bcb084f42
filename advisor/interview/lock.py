"""One interview a file: a lock that the system takes away with the process, however that ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import UserError


class FileInUse(UserError):
    """Another interview writes to the same file."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep other interviews from ``path`` meanwhile. The lock file beside it is empty and may be deleted at any time.

    Raises:
        FileInUse: another interview has it.
        UserError: the folder can't be written.
    """
    beside = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = beside.open("a+b")
    except OSError as error:
        raise UserError(f"{path}: can't be written ({(error.strerror or str(error)).lower()}).") from error
    with file:
        try:
            _take(file.fileno())
        except OSError:
            raise FileInUse(
                f"{path}: another interview has this file open. End that one, or give this one another file."
            ) from None
        try:
            yield
        finally:
            beside.unlink(missing_ok=True)


def _take(descriptor: int) -> None:
    """Lock an open file or raise :class:`OSError`; the operating system frees it when the process ends."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
