"""Every way a run can end badly, and how it reads.

``AdvisorError`` is the root. ``UserError`` is the branch a user can mend: the command line prints its
text without a traceback and exits with its ``exit_status``. Anything else is a defect of the advisor.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file. Lines and columns count from 1; ``None`` where no place is known."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one place: what was found, what is allowed, what to do."""

    location: Location
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.location}: {self.message}" + (f" {self.remedy}" if self.remedy else "")


class AdvisorError(Exception):
    """The root of every error the advisor raises itself."""


class UserError(AdvisorError):
    """A mistake outside the advisor, told in words a user can act on."""

    exit_status = 2


class InvalidInput(UserError):
    """All problems of the files that were read, none held back."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_by_place))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnwritableOutput(UserError):
    """An output folder that can't be written."""


class MissingTool(UserError):
    """A program or extra that the asked-for output needs and that is not installed."""


def _by_place(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.location
    return place.path, place.line or 0, place.column or 0, problem.message


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name most like ``name``, or ``None`` when nothing is close."""
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return close[0] if close else None


def choices_hint(name: str, allowed: Iterable[str]) -> str:
    """What may stand here instead of ``name``, the nearest name first."""
    names = list(allowed)
    close = nearest(name, names)
    meant = f"Did you mean {close!r}? " if close else ""
    return f"{meant}Allowed: {', '.join(names)}."
