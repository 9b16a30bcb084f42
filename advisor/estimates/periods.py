"""How many hours, days and seconds a month has, and how many days a week: the calendar of ``advisor.units``."""

from __future__ import annotations

from advisor.units import factor

HOURS_PER_MONTH = factor("month") / factor("h")
DAYS_PER_MONTH = factor("month") / factor("day")
SECONDS_PER_MONTH = factor("month")
SECONDS_PER_DAY = factor("day")
DAYS_PER_WEEK = factor("week") / factor("day")
