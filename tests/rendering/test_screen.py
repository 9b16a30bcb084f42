"""Long lines are broken so that a table stays one."""

from advisor.rendering.screen import fitted


def test_a_short_text_stays_as_it_is() -> None:
    assert fitted("Answers\n\n  drift  days -> weeks\n", 40) == "Answers\n\n  drift  days -> weeks\n"


def test_what_is_broken_off_goes_below_its_column() -> None:
    assert fitted("  drift  days of the week -> weeks of the year", 28) == (
        "  drift  days of the week ->\n         weeks of the year"
    )


def test_a_line_without_columns_is_set_in() -> None:
    assert fitted("  one two three four", 12) == "  one two\n    three\n    four"


def test_a_long_word_stays_whole() -> None:
    assert fitted("see https://example.org/a-long-address", 20) == "see\n  https://example.org/a-long-address"
