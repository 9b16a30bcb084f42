"""The numbers of a recommended architecture as the recommendation carries them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from advisor.estimates.ranges import Interval
from advisor.forecast.forecast import Forecast, forecast
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Estimate
from advisor.requirements.system import System


def forecast_of(knowledge: KnowledgeBase, system: System, chosen: Mapping[str, str]) -> Forecast:
    """What the architecture ``chosen`` comes to; numbers are as old as they are on the day of the rule base."""
    return forecast(forecast_plan(knowledge), system.requirements, chosen, year=int(knowledge.date[:4]))


def estimates_of(known: Forecast) -> dict[str, Estimate]:
    """The results of a forecast by id, in the order in which they are shown."""
    return {
        name: Estimate(
            low=figure.low,
            mid=figure.mid,
            high=figure.high,
            unit=figure.unit,
            breakdown={part: _part(interval, figure.unit) for part, interval in known.breakdowns.get(name, {}).items()},
            caveats=figure.caveats,
        )
        for name, figure in known.results.items()
    }


def units_of_estimates(knowledge: KnowledgeBase) -> dict[str, str]:
    """The unit of every estimate there may be, in the order in which they are shown."""
    plan = forecast_plan(knowledge)
    return {name: plan.quantities[name].unit for name in plan.shown}


def _part(interval: Interval, unit: str) -> Estimate:
    low, mid, high = (float(np.asarray(end)) for end in (interval.low, interval.mid, interval.high))
    return Estimate(low, mid, high, unit)
