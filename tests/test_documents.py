"""The strict reader: what it refuses and where, what scalars mean, and that it agrees with the reference reader."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.documents import MAX_BYTES, MAX_DEPTH, read_document
from advisor.errors import InvalidInput

_TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
PLAIN = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=15,
)


def _value(text: str) -> Any:
    return read_document(text, "x.yaml").value


@given(PLAIN)
@settings(deadline=None)
def test_plain_data_reads_as_the_reference_reader_reads_it(value: Any) -> None:
    for flow in (True, False):
        text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, sort_keys=False)
        assert _value(text) == yaml.safe_load(text) == value


@given(PLAIN)
@settings(deadline=None)
def test_json_reads_as_json(value: Any) -> None:
    assert _value(json.dumps(value)) == value
    assert _value(json.dumps(value, indent=1)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'null'", "null"),
        ('"1"', "1"),
        ("1", 1),
        ("-3", -3),
        ("+5", 5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("<<", "<<"),
        ("=", "="),
        ('"\\ud83d\\ude00"', None),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: Any) -> None:
    if "\\ud83d" in text:
        assert _value(f"[{text}]") == ["\U0001f600"]
    else:
        found = _value(f"a: {text}")["a"]
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1", "the key 'a' appears twice"),
        ("a:\n  b: 1\n  'b': 2\n", "3:3", "the key 'b' appears twice"),
        ('{"a": 1, "a": 2}', "1:10", "appears twice"),
        ("a: &x 1\n", "1:4", "anchors"),
        ("a: 1\nb: *a\n", "2:4", "aliases"),
        ("a: !!str 1\n", "1:4", "tags"),
        ("a: ! 1\n", "1:4", "tags"),
        ("a: 012\n", "1:4", "starts with a zero"),
        ("a: -00.5\n", "1:4", "starts with a zero"),
        ("? [1]\n: 2\n", "1:3", "a key must be plain text"),
        ("a: 1\n---\nb: 2\n", "2:1", "only one document"),
        ("a: [1\n", "2:1", "not valid YAML"),
        ("a: b: c\n", "1:5", "not valid YAML"),
    ],
)
def test_what_invites_mistakes_is_refused_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_document(text, "x.yaml")
    assert str(refusal.value).startswith(f"x.yaml:{place}: ")
    assert words in str(refusal.value)


def test_all_repeated_keys_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_document("a: 1\na: 2\nb: 012\nc: {d: 1, d: 2}\n", "x.yaml")
    assert len(refusal.value.problems) == 3


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_at_once(opening: str) -> None:
    with pytest.raises(InvalidInput, match=f"nested more than {MAX_DEPTH} deep"):
        read_document(opening * 100_000, "x.yaml")


def test_the_deepest_nesting_allowed_is_read() -> None:
    assert _value("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(InvalidInput):
        read_document("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "x.yaml")


def test_large_files_are_refused_unread() -> None:
    with pytest.raises(InvalidInput, match="larger than 2,000,000 bytes"):
        read_document("é" * (MAX_BYTES // 2 + 1), "x.yaml")


@pytest.mark.parametrize("text", ["\ud800", "a: \x00", "a: \x07", '["\\ud83d"]', "\ufffe"])
def test_characters_that_no_text_has_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_document(text, "x.yaml")
    assert len(str(refusal.value).splitlines()) == 1


def test_every_value_has_its_place() -> None:
    document = read_document("a: 1\nb:\n  - x\n  - {c: 2, d: [3, 4]}\n", "x.yaml")
    assert str(document.location("a")) == "x.yaml:1:4"
    assert str(document.location("b", 0)) == "x.yaml:3:5"
    assert str(document.location("b", 1, "d", 1)) == "x.yaml:4:19"


def test_the_place_of_what_is_missing_is_that_of_its_parent() -> None:
    document = read_document("a:\n  b: 1\n", "x.yaml")
    assert str(document.location("a", "c", 3)) == "x.yaml:2:3"
    assert str(document.location("z")) == "x.yaml:1:1"
    assert document.location().path == "x.yaml"


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        assert read_document(text, "x.yaml").path == "x.yaml"
