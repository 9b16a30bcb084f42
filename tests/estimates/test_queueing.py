"""Queueing formulas against printed tables, exact arithmetic, special cases with closed forms, and simulation."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from advisor.estimates import (
    erlang_b,
    erlang_c,
    kingman_wait_ms,
    mmc_sojourn_percentile_ms,
    mmc_wait_mean_ms,
    mmc_wait_percentile_ms,
    offered_load,
    sojourn_p99_ms,
    sojourn_percentile_ms,
    wait_mean_ms,
)
from advisor.estimates.queueing import sojourn_formula_holds
from advisor.estimates.simulation import Arrivals, Service, percentile_of, simulate

# Offered load in erlangs at which so many lines refuse 0.1 %, 1 %, 2 % and 5 % of the calls: the table that
# telephone engineering prints (15 lines at 1 % also in the manual of the Erlang B calculator of Westbay Engineers).
ERLANG_B_TABLE = [
    (1, 0.01, "0.0101"),
    (2, 0.01, "0.1526"),
    (5, 0.01, "1.361"),
    (10, 0.001, "3.092"),
    (10, 0.01, "4.461"),
    (10, 0.02, "5.084"),
    (10, 0.05, "6.216"),
    (15, 0.01, "8.108"),
    (20, 0.01, "12.03"),
    (20, 0.02, "13.18"),
    (50, 0.01, "37.90"),
    (100, 0.01, "84.06"),
]
# Share that waits, by servers and offered load, as textbooks print it.
ERLANG_C_TABLE = [
    (1, 0.5, "0.5000"),
    (2, 1, "0.3333"),
    (3, 2, "0.4444"),
    (4, 3, "0.5094"),
    (5, 4, "0.5541"),
    (10, 8, "0.4092"),
]


@pytest.mark.parametrize(("lines", "blocked", "printed"), ERLANG_B_TABLE)
def test_erlang_b_gives_the_printed_table(lines: int, blocked: float, printed: str) -> None:
    """The printed load, rounded as it is, lies where the formula passes the printed share."""
    half = 0.5 * 10.0 ** -len(printed.split(".")[1])
    below, above = (float(erlang_b(servers=lines, offered_load=float(printed) + step)) for step in (-half, half))
    assert below <= blocked <= above


@pytest.mark.parametrize(("servers", "load", "printed"), ERLANG_C_TABLE)
def test_erlang_c_gives_the_printed_table(servers: int, load: float, printed: str) -> None:
    assert f"{float(erlang_c(servers=servers, offered_load=load)):.4f}" == printed


def exact_erlang_b(servers: int, load: Fraction) -> Fraction:
    terms = [load**k / factorial(k) for k in range(servers + 1)]
    return terms[-1] / sum(terms)


def exact_erlang_c(servers: int, load: Fraction) -> Fraction:
    waiting = load**servers / factorial(servers) * servers / (servers - load)
    return waiting / (sum(load**k / factorial(k) for k in range(servers)) + waiting)


def test_erlang_formulas_equal_their_definition_in_exact_arithmetic() -> None:
    systems = [(c, Fraction(c * share, 20)) for c in (1, 2, 3, 7, 20, 60, 150) for share in (1, 8, 14, 19)]
    servers = np.array([c for c, _ in systems])
    load = np.array([float(a) for _, a in systems])
    exact_b = [float(exact_erlang_b(c, a)) for c, a in systems]
    exact_c = [float(exact_erlang_c(c, a)) for c, a in systems]
    np.testing.assert_allclose(erlang_b(servers=servers, offered_load=load), exact_b, rtol=1e-12)
    np.testing.assert_allclose(erlang_c(servers=servers, offered_load=load), exact_c, rtol=1e-12)


def test_no_load_and_too_much_load() -> None:
    assert erlang_b(servers=3, offered_load=0.0) == 0
    assert erlang_c(servers=3, offered_load=3.0) == 1
    overloaded = {"requests_per_second": 301.0, "service_ms": 10.0, "servers": 3}
    assert np.isinf(mmc_wait_mean_ms(**overloaded))
    assert np.isinf(mmc_wait_percentile_ms(**overloaded, percentile=0.5))
    assert np.isinf(mmc_sojourn_percentile_ms(**overloaded, percentile=0.5))
    assert np.isinf(sojourn_p99_ms(**overloaded, service_scv=1.0))


def test_endless_and_unknown_servers() -> None:
    assert erlang_c(servers=np.inf, offered_load=5.0) == 0
    found = erlang_b(servers=np.array([np.nan, 2.0]), offered_load=1.0)
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(0.2)


def test_a_fraction_of_a_server_is_not_counted() -> None:
    assert erlang_c(servers=2.9, offered_load=1.0) == erlang_c(servers=2, offered_load=1.0)


def test_single_exponential_server_is_exponential() -> None:
    rate, service = np.array([10.0, 50.0, 90.0]), 10.0
    for share in (0.5, 0.9, 0.99):
        expected = -np.log(1 - share) * service / (1 - rate * service / 1000)
        found = mmc_sojourn_percentile_ms(requests_per_second=rate, service_ms=service, servers=1, percentile=share)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_kingman_is_pollaczek_khinchine_for_random_arrivals() -> None:
    rate, service, scv = 60.0, 10.0, 0.4
    second_moment = service**2 * (1 + scv)
    exact = rate / 1000 * second_moment / (2 * (1 - 0.6))
    assert kingman_wait_ms(
        requests_per_second=rate, service_ms=service, arrival_scv=1.0, service_scv=scv
    ) == pytest.approx(exact)


def test_littles_law() -> None:
    assert offered_load(requests_per_second=200.0, service_ms=25.0) == 5


def test_mmc_against_simulation() -> None:
    random = np.random.default_rng(1)
    arrived = np.cumsum(random.exponential(1000 / 240, 400_000))
    service = random.exponential(10.0, arrived.size)
    from advisor.estimates.simulation import fifo_waits

    waits = fifo_waits(arrived, service, 3)[40_000:]
    system = {"requests_per_second": 240.0, "service_ms": 10.0, "servers": 3}
    assert waits.mean() == pytest.approx(float(mmc_wait_mean_ms(**system)), rel=0.05)
    p99 = float(mmc_wait_percentile_ms(**system, percentile=0.99))
    assert np.quantile(waits, 0.99) == pytest.approx(p99, rel=0.05)
    whole = np.quantile(waits + service[40_000:], (0.5, 0.99))
    for share, simulated in zip((0.5, 0.99), whole, strict=True):
        exact = float(mmc_sojourn_percentile_ms(**system, percentile=share))
        assert simulated == pytest.approx(exact, rel=0.05)


@pytest.mark.parametrize("servers", [1, 2, 4, 16])
@pytest.mark.parametrize("service_scv", [0.0, 0.25, 1.0])
def test_sojourn_p99_is_within_a_tenth_of_simulation(servers: int, service_scv: float) -> None:
    system = {"requests_per_second": 75.0 * servers, "service_ms": 10.0, "service_scv": service_scv, "servers": servers}
    assert sojourn_formula_holds(**system, arrival_scv=1.0)
    times = simulate(Arrivals(75.0 * servers), Service(servers, 10.0, service_scv), requests=300_000, seed=3)
    assert float(sojourn_p99_ms(**system)) == pytest.approx(percentile_of(times, 0.99).value, rel=0.10)


def test_percentiles_rise_with_load_and_fall_with_servers() -> None:
    rate = np.linspace(20, 395, 60)
    rising = sojourn_percentile_ms(
        requests_per_second=rate, service_ms=10.0, service_scv=0.3, servers=4, percentile=0.99
    )
    assert np.all(np.diff(rising) > 0)
    falling = sojourn_percentile_ms(
        requests_per_second=390.0, service_ms=10.0, service_scv=0.3, servers=np.arange(4, 30), percentile=0.99
    )
    assert np.all(np.diff(falling) <= 1e-6)
    shares = np.array([0.1, 0.5, 0.9, 0.99, 0.999])
    by_share = sojourn_percentile_ms(
        requests_per_second=300.0, service_ms=10.0, service_scv=0.3, servers=4, percentile=shares
    )
    assert np.all(np.diff(by_share) > 0)


def test_mean_wait_grows_with_variation() -> None:
    system = {"requests_per_second": 300.0, "service_ms": 10.0, "servers": 4}
    calm = wait_mean_ms(**system, arrival_scv=1.0, service_scv=0.0)
    assert wait_mean_ms(**system, arrival_scv=1.0, service_scv=1.0) == pytest.approx(2 * calm)


def test_the_formula_says_where_it_does_not_hold() -> None:
    fine = {"requests_per_second": 100.0, "service_ms": 10.0, "service_scv": 0.5, "servers": 2, "arrival_scv": 1.0}
    assert sojourn_formula_holds(**fine)
    for change in ({"requests_per_second": 190.0}, {"service_scv": 2.0}, {"arrival_scv": 2.0}, {"arrival_scv": 0.5}):
        assert not sojourn_formula_holds(**{**fine, **change})
