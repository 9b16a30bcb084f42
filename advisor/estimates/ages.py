"""How old reference numbers are: an estimate whose prices have aged says so."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.estimates.references import Reference

TOLERATED_YEARS = 1
"""Prices move within a year or two; older numbers deserve a look."""


def age_in_years(reference: Reference, year: int) -> int:
    """Years from the one that the number describes to ``year``; 0 for numbers that are newer."""
    return max(0, year - reference.date)


def age_note(references: Mapping[str, Reference], year: int) -> str:
    """One sentence on the numbers, by id, that are more than ``TOLERATED_YEARS`` old in ``year``; empty if none is."""
    old = {
        name: reference.date
        for name, reference in references.items()
        if age_in_years(reference, year) > TOLERATED_YEARS
    }
    if not old:
        return ""
    listed = ", ".join(f"{name} of {date}" for name, date in sorted(old.items(), key=lambda item: (item[1], item[0])))
    years = year - min(old.values())
    return f"This estimate rests on numbers up to {years} years old: {listed}. Measure or look them up anew."
