"""The only code that writes: a set of finished files into a folder, whole or not at all.

New content is staged beside the folder and swapped in by renaming, so a run that dies leaves the previous output
whole. Files that the user added stay. A file that the user edited is never overwritten: the new text is written
beside it as ``NAME.new``. What was written is remembered as digests in ``.advisor.json`` inside the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from advisor.errors import UnwritableOutput

MANIFEST = ".advisor.json"
EDITED_SUFFIX = ".new"
FORMAT = 1


@dataclass(frozen=True)
class Written:
    """What came of writing.

    Attributes:
        written: paths that are new or changed, relative to the folder.
        removed: paths written by an earlier run that are no longer part of the output.
        warnings: one sentence for each file that the user edited and that was therefore left alone.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def write_output(files: Mapping[str, bytes], folder: Path) -> Written:
    """Make ``folder`` hold ``files``, keeping what the user added or edited.

    When nothing changes, nothing is touched. Runs into the same folder must not overlap.

    Args:
        files: content by path relative to the folder, with forward slashes.

    Raises:
        UnwritableOutput: the folder can't be written, or is the current folder or one that holds it.
    """
    for path in files:
        _check_relative(path)
    folder = folder.resolve()
    try:
        _check_folder(folder)
        _recover(folder)
        plan = _plan(files, folder)
        if plan.changes:
            _swap_in(plan, folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwritableOutput(f"{folder}: can't be written ({reason}). Name a folder that can.") from error
    return Written(tuple(sorted(plan.contents)), tuple(sorted(plan.removed)), tuple(plan.warnings))


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
        reason = (error.strerror or str(error)).lower()
        raise UnwritableOutput(f"{path}: can't be written ({reason}).") from error


# --- what to do ------------------------------------------------------------------------------------


@dataclass
class _Plan:
    """What a run changes in a folder.

    Attributes:
        contents: new bytes by path.
        removed: paths to leave out.
        manifest: digest of what was last offered, by path.
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    manifest: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    manifest_changed: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.contents or self.removed or self.manifest_changed)


def _plan(files: Mapping[str, bytes], folder: Path) -> _Plan:
    known = _read_manifest(folder)
    plan = _Plan()
    for path, content in files.items():
        _place(plan, known, folder, path, content)
    for path, digest in known.items():
        if path in plan.manifest:
            continue
        present = _digest_of(folder / path)
        if present == digest:
            plan.removed.add(path)
        elif present is not None:
            plan.warnings.append(f"{path} is no longer part of the output; your edited copy was kept.")
    plan.manifest_changed = plan.manifest != known
    return plan


def _place(plan: _Plan, known: Mapping[str, str], folder: Path, path: str, content: bytes) -> None:
    """Decide where the new content of ``path`` goes: in place, beside an edited file, or nowhere."""
    digest = hashlib.sha256(content).hexdigest()
    plan.manifest[path] = digest
    present = _digest_of(folder / path)
    if present == digest:
        return
    if present is None or present == known.get(path):
        plan.contents[path] = content
        return
    beside = path + EDITED_SUFFIX
    if known.get(path) == digest:
        if beside in known:
            plan.manifest[beside] = known[beside]
        return
    _place(plan, known, folder, beside, content)
    if beside in plan.contents:
        plan.warnings.append(f"{path} was edited and left alone; the new text is in {beside}.")


def _digest_of(path: Path) -> str | None:
    """The digest of a file; ``None`` where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _read_manifest(folder: Path) -> dict[str, str]:
    """Digests by path; empty where no run has written, or where the manifest was damaged."""
    try:
        value: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = value["files"]
        return {str(path): str(digest) for path, digest in files.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


# --- doing it --------------------------------------------------------------------------------------


def _swap_in(plan: _Plan, folder: Path) -> None:
    """Stage the whole new content beside ``folder`` and put it in its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix=_workspace_prefix(folder), dir=folder.parent))
    staged, previous = workspace / "new", workspace / "previous"
    try:
        staged.mkdir()
        if folder.exists():
            shutil.copystat(folder, staged)
            _carry_over(folder, staged, without={*plan.contents, *plan.removed, MANIFEST})
        for path, content in plan.contents.items():
            target = staged / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        manifest = {"version": FORMAT, "files": dict(sorted(plan.manifest.items()))}
        (staged / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(previous)
        try:
            staged.rename(folder)
        except OSError:
            if previous.exists():
                previous.rename(folder)
            raise
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


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


def _recover(folder: Path) -> None:
    """Put back what a run left that died between the two renames, and clear away its workspace."""
    if not folder.parent.is_dir():
        return
    for workspace in sorted(folder.parent.glob(f"{_workspace_prefix(folder)}*")):
        previous = workspace / "previous"
        if previous.exists() and not folder.exists():
            previous.rename(folder)
        shutil.rmtree(workspace, ignore_errors=True)


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
