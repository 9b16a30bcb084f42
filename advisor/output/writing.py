"""A set of finished files into a folder, whole or not at all, and a single file in the same way."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from advisor.errors import UnwritableOutput
from advisor.output.plan import Plan, plan_rewriting, plan_writing
from advisor.output.swap import recover, swap_in


@dataclass(frozen=True)
class Written:
    """What came of writing.

    Attributes:
        written: paths that are new or changed, relative to the folder.
        removed: paths written by an earlier run that are no longer part of the output.
        warnings: one sentence for each file that the user edited and that could not simply be replaced.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def write_output(files: Mapping[str, bytes], folder: Path, continued: Collection[str] = ()) -> Written:
    """Make ``folder`` hold ``files``, keeping what the user added or edited.

    When nothing changes, nothing is touched. Runs into the same folder must not overlap.

    Args:
        files: content by path relative to the folder, with forward slashes.
        continued: paths whose content was made from what is in the folder already, and so replaces it.

    Raises:
        UnwritableOutput: the folder can't be written, or is the current folder or one that holds it.
    """
    for path in files:
        _check_relative(path)
    return _carried_out(
        folder, lambda there: plan_writing(files, there, continued), "can't be written ({}). Name a folder that can."
    )


def rewrite_output(folder: Path, renamed: Mapping[str, str], change: Callable[[str], str]) -> Written:
    """Rename files of ``folder`` and change the text of all that are UTF-8; what was edited before counts as edited.

    Args:
        renamed: new path by old path, relative to the folder.
        change: what becomes of a text.

    Raises:
        UnwritableOutput: as for ``write_output``.
    """
    return _carried_out(folder, lambda there: plan_rewriting(there, renamed, change), "can't be rewritten ({}).")


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``: the old file or the new one, never a part.

    Raises:
        UnwritableOutput: the file can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as staged:
            staged.write(content)
            staged.flush()
            os.fsync(staged.fileno())
        if path.exists():
            shutil.copymode(path, staged.name)
        else:
            Path(staged.name).chmod(0o644)
        Path(staged.name).replace(path)
    except OSError as error:
        raise UnwritableOutput(f"{path}: can't be written ({_reason(error)}).") from error


def _carried_out(folder: Path, planned: Callable[[Path], Plan], refusal: str) -> Written:
    """What came of the plan made for the folder as it is found, whole or not at all.

    Args:
        refusal: what is said of a folder that can't be written; braces stand for the reason.
    """
    folder = folder.resolve()
    try:
        _check_folder(folder)
        recover(folder)
        plan = planned(folder)
        if plan.changes:
            swap_in(folder, plan.written, plan.left_out)
    except OSError as error:
        raise UnwritableOutput(f"{folder}: {refusal.format(_reason(error))}") from error
    return Written(tuple(sorted(plan.contents)), tuple(sorted(plan.removed)), tuple(plan.warnings))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UnwritableOutput(f"{folder}: is a file; name a folder to write into.")
    here = Path.cwd()
    if folder == here or folder in here.parents:
        raise UnwritableOutput(f"{folder}: is the current folder or holds it; name a folder of its own, such as out/.")


def _check_relative(path: str) -> None:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts:
        raise ValueError(f"{path!r} does not stay inside the output folder")
