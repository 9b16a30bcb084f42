"""Quantities mean what a careful reader takes them to mean, or are refused."""

import contextlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.units import (
    NONE,
    Dimension,
    InvalidQuantity,
    accepted,
    describe,
    dimension,
    factor,
    multiply,
    read_base_quantity,
    read_quantity,
    show_quantity,
    show_range,
)

QUESTION_UNITS = (
    "ms",
    "s",
    "1/s",
    "count",
    "fraction",
    "MB",
    "GFLOP/s",
    "MB/s",
    "GB/day",
    "months",
    "USD/month",
    "tokens",
)


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("80", "ms", 80),
        ("80 ms", "ms", 80),
        ("80ms", "ms", 80),
        ("2 s", "ms", 2000),
        ("1.5 min", "s", 90),
        ("250 µs", "ms", 0.25),
        ("40 ns", "ms", 0.00004),
        ("2 hours", "s", 7200),
        ("1 day", "s", 86_400),
        ("6 weeks", "s", 3_628_800),
        ("1 year", "months", 12),
        ("900 requests/s", "1/s", 900),
        ("2k/s", "1/s", 2000),
        ("1.5k req/s", "1/s", 1500),
        ("2 k requests per second", "1/s", 2000),
        ("864k/day", "1/s", 10),
        ("30 per minute", "1/s", 0.5),
        ("7200 rps", "1/s", 7200),
        ("3 GB", "MB", 3000),
        ("512 KiB", "MB", 0.524288),
        ("1 TB/day", "GB/day", 1000),
        ("8 Mbit/s", "MB/s", 1),
        ("8 Mbps", "MB/s", 1),
        ("4 TFLOP/s", "GFLOP/s", 4000),
        ("25 GFLOPS", "GFLOP/s", 25),
        ("2.8 M", "count", 2_800_000),
        ("3 bn", "count", 3e9),
        ("1,500,000", "count", 1_500_000),
        ("1,500.5", "count", 1500.5),
        ("1e6", "count", 1e6),
        ("5 %", "fraction", 0.05),
        ("99.9%", "fraction", 0.999),
        (".5", "fraction", 0.5),
        ("3k USD/month", "USD/month", 3000),
        ("12000 USD/year", "USD/month", 1000),
        ("4k tokens", "tokens", 4000),
        ("-3 s", "s", -3),
    ],
)
def test_a_quantity_is_converted_to_the_unit_asked_for(text: str, unit: str, number: float) -> None:
    assert read_quantity(text, unit) == pytest.approx(number, rel=1e-12)


def test_conversions_that_can_be_exact_are_exact() -> None:
    assert read_quantity("80 ms", "s") == 0.08
    assert read_quantity("99.9 %", "fraction") == 0.999


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("1,500", "count", "Write '1500' or '1.500'"),
        ("1,500/s", "1/s", "thousands or decimals"),
        ("2,5 s", "s", "Write '2.5 s'"),
        ("1,50,000", "count", "Leave them out"),
        ("1.500.000", "count", "one decimal point"),
        ("1 h 30 min", "s", "one number with one unit"),
        ("5 m", "s", "'min' for minutes"),
        ("5M", "months", "'months' for months"),
        ("8 G", "MB", "'GB' for gigabytes"),
        ("8 Mb", "MB", "'Mbit' for bits"),
        ("8 gb", "MB", "Did you mean 'GB'?"),
        ("80 MS", "ms", "Did you mean 'ms'?"),
        ("80 sm", "ms", "Did you mean 'ms'?"),
        ("5 parsecs", "s", "'parsecs' is not a unit"),
        ("3 GB", "ms", "can't be converted to ms"),
        ("3000 USD", "USD/month", "can't be converted to USD/month"),
        ("20 EUR/month", "USD/month", "Only US dollars"),
        ("$20", "USD/month", "does not begin with a number"),
        ("5 %", "count", "can't be converted to a plain number"),
        ("500 requests", "count", "is not a unit here"),
        ("40k cameras", "count", "'cameras' is not a unit"),
        ("80 tokens/s", "1/s", "can't be converted"),
        ("9**9**7", "count", "one number with one unit"),
        ("0x10", "count", "one number with one unit"),
        ("1e999", "count", "too large"),
        ("inf", "s", "does not begin with a number"),
        ("nan", "s", "does not begin with a number"),
        ("e5", "count", "does not begin with a number"),
        ("", "s", "does not begin with a number"),
        ("１２", "count", "does not begin with a number"),
        ("9" * 70, "count", "at most 60 characters"),
    ],
)
def test_a_doubtful_quantity_is_refused_with_what_to_write(text: str, unit: str, words: str) -> None:
    with pytest.raises(InvalidQuantity) as refusal:
        read_quantity(text, unit)
    assert words in str(refusal.value)


_ALMOST = r"[-+]?[0-9.,]{1,8}([eE][-+]?[0-9]{1,3})? ?(k|M|%|ms|s|/s|GB|/day|per h)?"


@settings(deadline=None)
@given(st.text(max_size=80) | st.from_regex(_ALMOST, fullmatch=True), st.sampled_from(QUESTION_UNITS))
def test_any_text_is_a_finite_number_or_refused(text: str, unit: str) -> None:
    with contextlib.suppress(InvalidQuantity):
        assert math.isfinite(read_quantity(text, unit))


@settings(deadline=None)
@given(st.floats(1e-6, 1e12), st.sampled_from(QUESTION_UNITS))
def test_a_number_written_out_in_its_own_unit_reads_back_equal(number: float, unit: str) -> None:
    suffix = {"count": "", "fraction": ""}.get(unit, f" {unit}")
    assert read_quantity(f"{number!r}{suffix}", unit) == number


@settings(deadline=None)
@given(st.floats(1e-5, 1e11), st.sampled_from([unit for unit in QUESTION_UNITS if unit != "fraction"]))
def test_what_is_shown_reads_back_as_nearly_the_same(number: float, unit: str) -> None:
    shown = show_quantity(number, unit).replace(",", "")
    assert read_quantity(shown, unit) == pytest.approx(number, rel=1e-3)


@settings(deadline=None)
@given(st.floats(0, 1))
def test_a_shown_share_keeps_its_distance_from_nothing_and_from_everything(share: float) -> None:
    read = read_quantity(show_quantity(share, "fraction"), "fraction")
    assert read == pytest.approx(share, abs=0.006 * min(share, 1 - share) + 1e-13)


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        (1500, "1/s", "1,500/s"),
        (4e7, "1/s", "40 M/s"),
        (0.004, "1/s", "14.4/h"),
        (80, "ms", "80 ms"),
        (604_800_000, "ms", "7 days"),
        (0.00001, "ms", "10 ns"),
        (86_400, "s", "1 day"),
        (90, "s", "1.5 min"),
        (2_592_000, "s", "30 days"),
        (1e9, "s", "31.69 years"),
        (3, "months", "3 months"),
        (0.05, "fraction", "5 %"),
        (0.9999, "fraction", "99.99 %"),
        (1 / 3, "fraction", "33.3 %"),
        (0, "fraction", "0 %"),
        (2_800_000, "count", "2.8 M"),
        (3e9, "count", "3 bn"),
        (12_345, "count", "12,345"),
        (0.5, "count", "0.5"),
        (0.25, "MB", "250 kB"),
        (2048, "MB", "2.048 GB"),
        (5, "GB/day", "5 GB/day"),
        (4000, "GFLOP/s", "4 TFLOP/s"),
        (2900, "USD/month", "2,900 USD/month"),
        (3000, "tokens", "3,000 tokens"),
        (120, "tokens/s", "120 tokens/s"),
        (0, "ms", "0 ms"),
    ],
)
def test_a_quantity_is_shown_in_the_unit_a_reader_would_choose(number: float, unit: str, shown: str) -> None:
    assert show_quantity(number, unit) == shown


def test_fewer_digits_are_shown_when_asked_for() -> None:
    assert show_quantity(31.234, "ms", digits=2) == "31 ms"


def test_dimensions_multiply_as_their_units_do() -> None:
    assert multiply(dimension("1/s"), dimension("ms")) == NONE
    assert multiply(dimension("GB"), dimension("day"), -1) == dimension("MB/s")
    assert dimension("USD/GB/month") == Dimension(money=1, data=-1, time=-1)
    assert describe(dimension("USD/GB/month")) == "USD/s/B"
    assert describe(NONE) == "plain numbers"


def test_factors_are_base_units_in_one_unit() -> None:
    assert factor("ms") == 0.001
    assert factor("GB/day") == pytest.approx(1e9 / 86_400)
    assert factor("fraction") == factor("count") == 1


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("2", 2, NONE),
        ("5 %", 0.05, NONE),
        ("2 min", 120, Dimension(time=1)),
        ("100 GB", 1e11, Dimension(data=1)),
        ("2k/s", 2000, Dimension(time=-1)),
    ],
)
def test_a_quantity_without_a_wanted_unit_is_read_in_base_units(text: str, value: float, kind: Dimension) -> None:
    read, dimension_read = read_base_quantity(text)
    assert read == pytest.approx(value)
    assert dimension_read == kind


def test_an_unknown_unit_of_the_rule_base_is_refused() -> None:
    with pytest.raises(InvalidQuantity, match="'furlong' is not a unit"):
        factor("furlong/s")


def test_what_is_accepted_can_be_said_in_words() -> None:
    assert accepted("GB/day") == "a number in GB/day, or with a unit: kB/s, MB/s, GB/h, Mbit/s"


@pytest.mark.parametrize(
    ("low", "middle", "high", "unit", "shown"),
    [
        (18, 31, 55, "ms", "31 ms (18 to 55)"),
        (0.952, 1.8, 4.5, "ms", "1.8 ms (0.95 to 4.5)"),  # in the unit of the middle, not 952 µs
        (0.083, 0.12, 5.1, "ms", "120 µs (83 to 5,100)"),
        (10, 31, 72, "s", "31 s (10 to 72)"),
        (64, 220, 1400, "kWh/month", "220 kWh/month (64 to 1,400)"),
        (4319, 17322, 48529, "USD/month", "17,000 USD/month (4,300 to 49,000)"),
        (303291, 2102095, 13656258, "USD/month", "2,100,000 USD/month (300,000 to 14,000,000)"),
        (990, 999.6, 1010, "ms", "1 s (0.99 to 1)"),
        (43_200, 43_236, 43_280, "s", "12 h"),  # a range that two digits do not show is none
        (500, 1500, 2000, "1/s", "1,500/s (500 to 2,000)"),
        (0.3, 0.5, 40, "1/s", "30/min (18/min to 40/s)"),
        (0.9978, 0.99898, 0.99977, "fraction", "99.9 % (99.78 to 99.977)"),
        (0.0053, 0.0184, 0.35, "fraction", "1.8 % (0.53 to 35)"),
        (0, 0, 0, "USD/month", "0 USD/month"),
        (31, 31, 31, "ms", "31 ms"),
    ],
)
def test_an_uncertain_quantity_has_two_digits_in_the_unit_of_its_middle(
    low: float, middle: float, high: float, unit: str, shown: str
) -> None:
    assert show_range(low, middle, high, unit) == shown


@given(
    st.floats(1e-3, 1e9), st.floats(0.0, 1.0), st.floats(1.0, 100.0), st.sampled_from(["ms", "USD/month", "MB", "1/s"])
)
def test_an_uncertain_quantity_is_shown_within_five_per_cent(
    middle: float, less: float, more: float, unit: str
) -> None:
    shown = show_range(middle * less, middle, middle * more, unit).partition(" (")[0]
    assert read_quantity(shown, unit) == pytest.approx(middle, rel=0.051)
