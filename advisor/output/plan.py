"""What a run changes in a folder: each file goes in place, into a page that people edited, beside it, or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.output.manifest import MANIFEST, Manifest, digest, digest_of, read_manifest
from advisor.records.merge import merge

EDITED_SUFFIX = ".new"
MERGED_SUFFIX = ".md"


@dataclass
class Plan:
    """What a run changes in a folder.

    Attributes:
        known: what the last run offered there.
        offered: what this one offers.
        contents: new bytes by path.
        removed: paths to leave out.
        warnings: one sentence for each file that people edited and that could not simply be replaced.
    """

    known: Manifest
    offered: Manifest = field(default_factory=Manifest)
    contents: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written at all."""
        return bool(self.contents or self.removed or self.offered != self.known)

    @property
    def written(self) -> dict[str, bytes]:
        """All that is to be written: the new contents and, where anything is on offer, the manifest."""
        manifest = {MANIFEST: self.offered.encoded()} if self.offered.digests else {}
        return {**self.contents, **manifest}

    @property
    def left_out(self) -> set[str]:
        """Paths that the new folder does not take over from the old one."""
        return {*self.removed, MANIFEST}


def plan_writing(files: Mapping[str, bytes], folder: Path, continued: Collection[str]) -> Plan:
    """How ``folder`` comes to hold ``files``.

    Args:
        continued: paths whose content was made from what is in the folder already, and so replaces it.

    Raises:
        OSError: the folder can't be read.
    """
    plan = Plan(read_manifest(folder))
    for path, content in files.items():
        if path in continued:
            _replace(plan, folder, path, content)
        else:
            _place(plan, folder, path, content, plan.known.texts.get(path))
            if path.endswith(MERGED_SUFFIX):
                plan.offered.texts[path] = content.decode()
    for path, before in plan.known.digests.items():
        if path in plan.offered.digests:
            continue
        present = digest_of(folder / path)
        if present == before:
            plan.removed.add(path)
        elif present is not None:
            plan.warnings.append(f"{path} is no longer part of the output; your edited copy was kept.")
    return plan


def plan_rewriting(folder: Path, renamed: Mapping[str, str], change: Callable[[str], str]) -> Plan:
    """How the files of ``folder`` are renamed and their texts changed; what was edited before counts as edited.

    Raises:
        OSError: the folder can't be read.
    """
    known = read_manifest(folder)
    offered = Manifest(
        {renamed.get(path, path): before for path, before in known.digests.items()},
        {renamed.get(path, path): change(text) for path, text in known.texts.items()},
    )
    plan = Plan(known, offered)
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
        if known.digests.get(path) == digest(before):
            offered.digests[target] = digest(after)
    return plan


def _replace(plan: Plan, folder: Path, path: str, content: bytes) -> None:
    plan.offered.digests[path] = digest(content)
    if digest_of(folder / path) != digest(content):
        plan.contents[path] = content


def _place(plan: Plan, folder: Path, path: str, content: bytes, base: str | None = None) -> None:
    """Decide where the new content of ``path`` goes: in place, into an edited page, beside it, or nowhere.

    Args:
        base: what was last offered of a page that is merged.
    """
    known = plan.known.digests
    new = plan.offered.digests[path] = digest(content)
    present = digest_of(folder / path)
    if present == new:
        return
    if present is None or present == known.get(path):
        plan.contents[path] = content
        return
    beside = path + EDITED_SUFFIX
    if known.get(path) == new:
        if beside in known:
            plan.offered.digests[beside] = known[beside]
        return
    if base is not None and (offer := _merged(folder / path, base, content)) is not None:
        text, conflicts = offer
        if not conflicts:
            plan.contents[path] = text
            return
        _place(plan, folder, beside, text)
        if beside in plan.contents:
            places = "1 place" if conflicts == 1 else f"{conflicts} places"
            plan.warnings.append(
                f"{path}: your changes and the new text meet in {places}. Your file was left alone; both stand, "
                f"marked, in {beside}. Settle them there and move it over yours."
            )
        return
    _place(plan, folder, beside, content)
    if beside in plan.contents:
        plan.warnings.append(f"{path} was edited and left alone; the new text is in {beside}.")


def _merged(path: Path, base: str, content: bytes) -> tuple[bytes, int] | None:
    """The user's page with what is new in it, and the number of conflicts; ``None`` when it is not text."""
    try:
        found = merge(base, path.read_bytes().decode(), content.decode())
    except UnicodeDecodeError:
        return None
    return found.text.encode(), found.conflicts
