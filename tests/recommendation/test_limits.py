import pytest

from advisor.recommendation.limits import LIMITS, Side, StatedLimit, Verdict
from advisor.recommendation.recommendation import Estimate

OF_SIDE = {limit.side: limit for limit in LIMITS}


@pytest.mark.parametrize(
    ("side", "at", "verdict"),
    [
        ("above", 55.0, "kept"),
        ("above", 31.0, "probably kept"),
        ("above", 30.0, "probably broken"),
        ("above", 17.0, "broken"),
        ("below", 18.0, "kept"),
        ("below", 31.0, "probably kept"),
        ("below", 32.0, "probably broken"),
        ("below", 56.0, "broken"),
    ],
)
def test_a_limit_is_judged_by_the_range_and_the_middle_of_the_estimate(side: Side, at: float, verdict: Verdict) -> None:
    assert StatedLimit(OF_SIDE[side], at, Estimate(18.0, 31.0, 55.0, "ms")).verdict == verdict
