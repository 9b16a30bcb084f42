"""The only code that writes: a set of finished files into a folder, whole or not at all.

New content is staged beside the folder and exchanged with it in one step where the system can (Linux), so that
killed at any moment the folder is the old one or the new one. Elsewhere it takes two renames; a run that dies between
them leaves the old folder beside its place, and the next run puts it back.

Files that the user added stay. What the user wrote into a Markdown page is merged with what is new in it; where both
changed the same lines, and for files of other kinds, the user's file is left alone and the new one is written beside
it as ``NAME.new``. What was written is remembered in ``.advisor.json`` inside the folder: digests of all files, and
the text of the pages that are merged.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from advisor.errors import UnwritableOutput
from advisor.records.merge import merge

MANIFEST = ".advisor.json"
EDITED_SUFFIX = ".new"
FORMAT = 2
MERGED_SUFFIX = ".md"


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
        folder, lambda there: _plan(files, there, continued), "can't be written ({}). Name a folder that can."
    )


def rewrite_output(folder: Path, renamed: Mapping[str, str], change: Callable[[str], str]) -> Written:
    """Rename files of ``folder`` and change the text of all that are UTF-8; what was edited before counts as edited.

    Args:
        renamed: new path by old path, relative to the folder.
        change: what becomes of a text.

    Raises:
        UnwritableOutput: as for ``write_output``.
    """
    return _carried_out(folder, lambda there: _plan_rewriting(there, renamed, change), "can't be rewritten ({}).")


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
        texts: what was last offered of the pages that are merged, by path.
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    manifest: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    manifest_changed: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.contents or self.removed or self.manifest_changed)


def _carried_out(folder: Path, planned: Callable[[Path], _Plan], refusal: str) -> Written:
    """What came of the plan made for the folder as it is found, whole or not at all.

    Args:
        refusal: what is said of a folder that can't be written; braces stand for the reason.
    """
    folder = folder.resolve()
    try:
        _check_folder(folder)
        _recover(folder)
        plan = planned(folder)
        if plan.changes:
            _swap_in(plan, folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnwritableOutput(f"{folder}: {refusal.format(reason)}") from error
    return Written(tuple(sorted(plan.contents)), tuple(sorted(plan.removed)), tuple(plan.warnings))


def _plan(files: Mapping[str, bytes], folder: Path, continued: Collection[str]) -> _Plan:
    known, texts = _read_manifest(folder)
    plan = _Plan()
    for path, content in files.items():
        if path in continued:
            _replace(plan, folder, path, content)
        else:
            _place(plan, known, folder, path, content, texts.get(path))
            if path.endswith(MERGED_SUFFIX):
                plan.texts[path] = content.decode()
    for path, digest in known.items():
        if path in plan.manifest:
            continue
        present = _digest_of(folder / path)
        if present == digest:
            plan.removed.add(path)
        elif present is not None:
            plan.warnings.append(f"{path} is no longer part of the output; your edited copy was kept.")
    plan.manifest_changed = (plan.manifest, plan.texts) != (known, texts)
    return plan


def _plan_rewriting(folder: Path, renamed: Mapping[str, str], change: Callable[[str], str]) -> _Plan:
    known, texts = _read_manifest(folder)
    plan = _Plan()
    plan.manifest = {renamed.get(path, path): digest for path, digest in known.items()}
    plan.texts = {renamed.get(path, path): change(text) for path, text in texts.items()}
    for file in sorted(found for found in folder.rglob("*") if found.is_file() and not found.is_symlink()):
        path = file.relative_to(folder).as_posix()
        if path == MANIFEST:
            continue
        before = file.read_bytes()
        try:
            after = change(before.decode()).encode()
        except UnicodeDecodeError:
            after = before
        target = renamed.get(path, path)
        if (target, after) == (path, before):
            continue
        plan.contents[target] = after
        if target != path:
            plan.removed.add(path)
        if known.get(path) == hashlib.sha256(before).hexdigest():
            plan.manifest[target] = hashlib.sha256(after).hexdigest()
    plan.manifest_changed = (plan.manifest, plan.texts) != (known, texts)
    return plan


def _replace(plan: _Plan, folder: Path, path: str, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    plan.manifest[path] = digest
    if _digest_of(folder / path) != digest:
        plan.contents[path] = content


def _place(
    plan: _Plan, known: Mapping[str, str], folder: Path, path: str, content: bytes, base: str | None = None
) -> None:
    """Decide where the new content of ``path`` goes: in place, into an edited page, beside it, or nowhere."""
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
    if base is not None and (offer := _merged(folder / path, base, content)) is not None:
        text, conflicts = offer
        if not conflicts:
            plan.contents[path] = text
            return
        _place(plan, known, folder, beside, text)
        if beside in plan.contents:
            plan.warnings.append(
                f"{path}: {conflicts} of your changes and of the new text meet in the same lines. Your file was left "
                f"alone; both stand, marked, in {beside}."
            )
        return
    _place(plan, known, folder, beside, content)
    if beside in plan.contents:
        plan.warnings.append(f"{path} was edited and left alone; the new text is in {beside}.")


def _merged(path: Path, base: str, content: bytes) -> tuple[bytes, int] | None:
    """The user's page with what is new in it, and the number of conflicts; ``None`` when it is not text."""
    try:
        found = merge(base, path.read_bytes().decode(), content.decode())
    except UnicodeDecodeError:
        return None
    return found.text.encode(), found.conflicts


def _digest_of(path: Path) -> str | None:
    """The digest of a file; ``None`` where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _read_manifest(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Digests and texts by path; empty where no run has written, or where the manifest was damaged."""
    try:
        value: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files, texts = value["files"], value.get("texts", {})
        return (
            {str(path): str(digest) for path, digest in files.items()},
            {str(path): str(text) for path, text in texts.items()},
        )
    except FileNotFoundError:
        return {}, {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, {}


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
        if plan.manifest:
            manifest = {
                "version": FORMAT,
                "files": dict(sorted(plan.manifest.items())),
                "texts": dict(sorted(plan.texts.items())),
            }
            (staged / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        if folder.exists():
            if _exchange(staged, folder):
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


_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def _exchange(staged: Path, folder: Path) -> bool:
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
