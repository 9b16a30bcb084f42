from hypothesis import given
from hypothesis import strategies as st

from advisor.records.merge import merge

BASE = "title\n\none\ntwo\nthree\n"
LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map(lambda lines: "".join(f"{x}\n" for x in lines))


def test_changes_in_different_places_are_both_kept() -> None:
    merged = merge(BASE, BASE + "\nour note\n", BASE.replace("one", "ONE"))
    assert (merged.text, merged.conflicts) == ("title\n\nONE\ntwo\nthree\n\nour note\n", 0)


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    assert merge(BASE, BASE.replace("two", "2"), BASE.replace("two", "2")).conflicts == 0


def test_a_conflict_shows_both_sides() -> None:
    merged = merge(BASE, BASE.replace("two", "mine"), BASE.replace("two", "theirs"))
    assert merged.conflicts == 1
    assert "<<<<<<< edited\nmine\n=======\ntheirs\n>>>>>>> advisor\n" in merged.text


@given(LINES, LINES)
def test_a_side_that_changed_nothing_leaves_the_other(base: str, changed: str) -> None:
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, base).text == changed
    assert merge(base, changed, changed).text == changed


@given(LINES, LINES, LINES)
def test_no_line_that_people_added_is_lost(base: str, edited: str, fresh: str) -> None:
    marked = "".join(f"{line}!\n" if place % 2 else f"{line}\n" for place, line in enumerate(edited.splitlines()))
    merged = merge(base, marked, fresh).text.splitlines()
    assert [line for line in merged if line.endswith("!")] == [x for x in marked.splitlines() if x.endswith("!")]
