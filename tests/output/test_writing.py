import json
from pathlib import Path

import pytest

from advisor.errors import UnwritableOutput
from advisor.output import MANIFEST, Written, write_output

FIRST = {"index.md": b"one\n", "decisions/0001-mode.md": b"online\n", "charts/mode.svg": b"<svg/>"}
SECOND = {**FIRST, "index.md": b"two\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out" / "checkout-fraud"


def both(edited: str, fresh: str) -> bytes:
    """The offer that shows a conflict."""
    return f"<<<<<<< edited\n{edited}\n=======\n{fresh}\n>>>>>>> advisor\n".encode()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_files_are_written_and_reported(folder: Path) -> None:
    assert write_output(FIRST, folder) == Written(tuple(sorted(FIRST)))
    assert contents(folder) == FIRST


def test_unchanged_output_touches_nothing(folder: Path) -> None:
    write_output(FIRST, folder)
    before = {path: path.stat() for path in (folder, *folder.rglob("*"))}
    assert write_output(FIRST, folder) == Written()
    assert {path: path.stat().st_ino for path in (folder, *folder.rglob("*"))} == {
        path: stat.st_ino for path, stat in before.items()
    }
    assert all(path.stat().st_mtime_ns == stat.st_mtime_ns for path, stat in before.items())


def test_only_what_changed_is_reported(folder: Path) -> None:
    write_output(FIRST, folder)
    assert write_output(SECOND, folder) == Written(("index.md",))
    assert contents(folder) == SECOND


def test_nothing_is_left_beside_the_folder(folder: Path) -> None:
    write_output(FIRST, folder)
    write_output(SECOND, folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_files_that_the_user_added_stay(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("mine")
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("notes")
    inode = (folder / "notes" / "mine.txt").stat().st_ino
    write_output(SECOND, folder)
    assert (folder / "notes" / "mine.txt").read_text() == "mine"
    assert (folder / "notes" / "mine.txt").stat().st_ino == inode
    assert (folder / "empty").is_dir()
    assert (folder / "link").readlink() == Path("notes")


def test_an_edited_file_is_left_alone_and_the_new_one_put_beside_it(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "index.md").write_bytes(b"edited\n")
    result = write_output(SECOND, folder)
    assert result.warnings == (
        "index.md: your changes and the new text meet in 1 place. Your file was left alone; both stand, marked, in "
        "index.md.new. Settle them there and move it over yours.",
    )
    assert contents(folder) == {**SECOND, "index.md": b"edited\n", "index.md.new": both("edited", "two")}


def test_a_file_that_can_not_be_merged_is_left_alone_and_the_new_one_put_beside_it(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "charts" / "mode.svg").write_bytes(b"<svg>mine</svg>")
    result = write_output({**FIRST, "charts/mode.svg": b"<svg>new</svg>"}, folder)
    assert result.warnings == ("charts/mode.svg was edited and left alone; the new text is in charts/mode.svg.new.",)
    assert (folder / "charts" / "mode.svg").read_bytes() == b"<svg>mine</svg>"


def test_what_the_user_wrote_into_a_page_is_merged_with_what_is_new_in_it(folder: Path) -> None:
    write_output({"index.md": b"# Title\n\nold\n\nend\n"}, folder)
    (folder / "index.md").write_bytes(b"# Title\n\nold\n\nend\n\nOur note.\n")
    fresh = {"index.md": b"# Title\n\nnew\n\nend\n"}
    assert write_output(fresh, folder) == Written(("index.md",))
    assert (folder / "index.md").read_bytes() == b"# Title\n\nnew\n\nend\n\nOur note.\n"
    assert write_output(fresh, folder) == Written()


def test_a_continued_file_replaces_what_it_was_made_from(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "decisions" / "0001-mode.md").write_bytes(b"online\nOur note.\n")
    continued = {**FIRST, "decisions/0001-mode.md": b"superseded\nOur note.\n"}
    assert write_output(continued, folder, {"decisions/0001-mode.md"}) == Written(("decisions/0001-mode.md",))
    assert contents(folder) == continued


def test_an_edited_file_is_not_mentioned_while_nothing_new_is_on_offer(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "index.md").write_bytes(b"edited\n")
    assert write_output(FIRST, folder) == Written()
    write_output(SECOND, folder)
    assert write_output(SECOND, folder) == Written()
    assert (folder / "index.md.new").read_bytes() == both("edited", "two")


def test_a_later_offer_replaces_the_earlier_one(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "index.md").write_bytes(b"edited\n")
    write_output(SECOND, folder)
    write_output({**FIRST, "index.md": b"three\n"}, folder)
    assert (folder / "index.md").read_bytes() == b"edited\n"
    assert (folder / "index.md.new").read_bytes() == both("edited", "three")
    assert not (folder / "index.md.new.new").exists()


def test_an_edited_offer_is_left_alone_too(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "index.md").write_bytes(b"edited\n")
    write_output(SECOND, folder)
    (folder / "index.md.new").write_bytes(b"merging\n")
    write_output({**FIRST, "index.md": b"three\n"}, folder)
    assert (folder / "index.md.new").read_bytes() == b"merging\n"
    assert (folder / "index.md.new.new").read_bytes() == both("edited", "three")


def test_an_accepted_offer_is_cleared_away(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "index.md").write_bytes(b"edited\n")
    write_output(SECOND, folder)
    (folder / "index.md").write_bytes(b"two\n")
    assert write_output(SECOND, folder) == Written(removed=("index.md.new",))
    assert contents(folder) == SECOND


def test_files_in_a_foreign_folder_are_never_overwritten(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "index.md").write_bytes(b"theirs\n")
    result = write_output(FIRST, folder)
    assert len(result.warnings) == 1
    assert contents(folder) == {**FIRST, "index.md": b"theirs\n", "index.md.new": b"one\n"}


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"files": 3}', "\\xff"])
def test_a_damaged_manifest_makes_every_file_count_as_edited(folder: Path, damage: str) -> None:
    write_output(FIRST, folder)
    (folder / MANIFEST).write_text(damage)
    write_output(SECOND, folder)
    assert contents(folder) == {**FIRST, "index.md.new": b"two\n"}


def test_output_that_is_no_longer_made_is_removed_unless_edited(folder: Path) -> None:
    write_output({**FIRST, "decisions/0002-place.md": b"cloud\n"}, folder)
    (folder / "decisions" / "0001-mode.md").write_bytes(b"edited\n")
    result = write_output({"index.md": b"one\n"}, folder)
    assert result.removed == ("charts/mode.svg", "decisions/0002-place.md")
    assert result.warnings == ("decisions/0001-mode.md is no longer part of the output; your edited copy was kept.",)
    assert contents(folder) == {"index.md": b"one\n", "decisions/0001-mode.md": b"edited\n"}


def test_deleted_files_come_back(folder: Path) -> None:
    write_output(FIRST, folder)
    (folder / "index.md").unlink()
    assert write_output(FIRST, folder) == Written(("index.md",))


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UnwritableOutput, match=r"out: is a file; name a folder to write into\."):
        write_output(FIRST, tmp_path / "out")


def test_a_file_in_the_place_of_a_parent(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UnwritableOutput) as caught:
        write_output(FIRST, tmp_path / "out" / "deeper")
    assert "\n" not in str(caught.value)


def test_the_current_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / "deeper")
    for target in (".", ".."):
        with pytest.raises(UnwritableOutput, match="current folder"):
            write_output(FIRST, Path(target))


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_output(FIRST, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == FIRST


@pytest.mark.parametrize("path", ["/etc/passwd", "../escape", "a/../../b", ""])
def test_paths_stay_inside_the_folder(folder: Path, path: str) -> None:
    with pytest.raises(ValueError, match="does not stay inside"):
        write_output({path: b""}, folder)


def test_the_manifest_is_stable(folder: Path) -> None:
    write_output(FIRST, folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["version"] == 2
    assert list(manifest["files"]) == sorted(FIRST)
