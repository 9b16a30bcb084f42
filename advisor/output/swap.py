"""A folder exchanged for a new one, so that killed at any moment it is the old one or the new one.

The new content is staged beside the folder and exchanged with it in one step where the system can (Linux). Elsewhere it
takes two renames; a run that dies between them leaves the old folder beside its place, and ``recover`` puts it back.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path


def swap_in(folder: Path, contents: Mapping[str, bytes], left_out: Collection[str]) -> None:
    """Put a folder in the place of ``folder`` that holds ``contents`` and what was there before.

    Args:
        contents: bytes by path relative to the folder.
        left_out: paths of the old folder that the new one does not hold.

    Raises:
        OSError: it can't be written; the old folder is in its place then.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix=_workspace_prefix(folder), dir=folder.parent))
    staged, previous = workspace / "new", workspace / "previous"
    try:
        staged.mkdir()
        if folder.exists():
            shutil.copystat(folder, staged)
            _carry_over(folder, staged, without={*contents, *left_out})
        for path, content in contents.items():
            target = staged / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if folder.exists():
            if exchange(staged, folder):
                return
            folder.rename(previous)
        try:
            staged.rename(folder)
        except OSError:
            if previous.exists():
                previous.rename(folder)
            raise
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def recover(folder: Path) -> None:
    """Put back what a run left that died between the two renames, and clear away its workspace.

    Raises:
        OSError: it can't be put back.
    """
    if not folder.parent.is_dir():
        return
    for workspace in sorted(folder.parent.glob(f"{_workspace_prefix(folder)}*")):
        previous = workspace / "previous"
        if previous.exists() and not folder.exists():
            previous.rename(folder)
        shutil.rmtree(workspace, ignore_errors=True)


_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def exchange(staged: Path, folder: Path) -> bool:
    """Let two folders change places in one step; ``False`` where system or file system can't, and nothing happened."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(
        rename(_AT_FDCWD, os.fsencode(staged), _AT_FDCWD, os.fsencode(folder), ctypes.c_uint(_RENAME_EXCHANGE)) == 0
    )


def _carry_over(source: Path, target: Path, without: set[str]) -> None:
    """Give ``target`` the files of ``source`` but for those named, as links where the file system can."""
    for here, folders, names in os.walk(source):
        relative = Path(here).relative_to(source)
        linked = [name for name in folders if (Path(here) / name).is_symlink()]
        for name in (*names, *linked):
            path = relative / name
            if path.as_posix() in without:
                continue
            (target / relative).mkdir(parents=True, exist_ok=True)
            _link_or_copy(source / path, target / path)
        if not names and not folders:
            (target / relative).mkdir(parents=True, exist_ok=True)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _workspace_prefix(folder: Path) -> str:
    return f".{folder.name}.advisor-"
