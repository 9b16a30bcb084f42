"""What a check of the rule base finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.answers import Answer
from advisor.errors import Location


class Severity(StrEnum):
    """How much a finding weighs.

    An error makes advice wrong or a rule void, and fails the run. A warning should be read by an author.
    """

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something that an author of the rule base should mend or know.

    Attributes:
        check: id of the check.
        location: the file and line to mend.
        text: what is the matter, with the ids that take part, as one or two sentences.
        witness: answers, by question, that show it; empty where the files alone show it.
    """

    check: str
    severity: Severity
    location: Location
    text: str
    witness: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def order(self) -> tuple[bool, str, int, str, str]:
        """Errors first, then by place."""
        place = self.location
        return self.severity != Severity.ERROR, place.path, place.line or 0, self.check, self.text


def error(check: str, location: Location, text: str, witness: Mapping[str, Answer] | None = None) -> Finding:
    """A finding that fails the run."""
    return Finding(check, Severity.ERROR, location, text, witness or {})


def warning(check: str, location: Location, text: str, witness: Mapping[str, Answer] | None = None) -> Finding:
    """A finding that is shown and fails nothing."""
    return Finding(check, Severity.WARNING, location, text, witness or {})
