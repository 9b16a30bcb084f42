from hypothesis import given
from hypothesis import strategies as st

from advisor.rendering.ports import offsets_of
from advisor.rendering.ways import Way
from tests.rendering.world import line

UPRIGHT = Way("upright", "bottom", "top", (1,))
TURN = Way("turn", "bottom", "top", (1,))


@given(st.lists(st.sampled_from([-300.0, -150.0, 150.0, 300.0]), min_size=1, max_size=6))
def test_lines_to_one_side_begin_on_that_side_of_a_straight_one(places: list[float]) -> None:
    centres = {"a": 0.0, "below": 0.0} | {f"to-{n}": x for n, x in enumerate(places)}
    lines = [line("a", "below"), *(line("a", f"to-{n}") for n in range(len(places)))]
    offsets = offsets_of(lines, [UPRIGHT, *(TURN for _ in places)], centres, lambda n: 0.0)
    begins = [first for first, _ in offsets[1:]]
    by_goal = [begin for _, begin in sorted(zip(places, begins, strict=True))]
    assert offsets[0] == (0.0, 0.0)
    assert by_goal == sorted(by_goal)
    assert 0.0 not in begins
    if sum(x < 0 for x in places) <= 3 and sum(x > 0 for x in places) <= 3:
        assert all((begin < 0) == (x < 0) for begin, x in zip(begins, places, strict=True))
        assert len(set(begins)) == len(begins)


def test_a_detour_begins_on_the_side_of_its_gap() -> None:
    lines = [line("a", "b"), line("a", "c")]
    ways = [Way("detour", "bottom", "top", (1, 2), gap=0), Way("detour", "bottom", "top", (1, 2), gap=1)]
    offsets = offsets_of(lines, ways, {"a": 0.0, "b": 900.0, "c": 900.0}, [-70.0, 70.0].__getitem__)
    assert offsets[0][0] < offsets[1][0]
