from advisor.site.simulations import compared


def test_formula_and_simulation_are_within_a_tenth_and_the_error_of_the_run() -> None:
    for row in compared():
        assert abs(row.formula - row.simulated) <= 0.10 * row.simulated + 2 * row.error, row
