"""What a check of an architecture finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """Something that can't be right in an architecture.

    Attributes:
        check: name of the check.
        subject: id of the component, or ``source -> target`` of the flow, that it is about.
        text: one sentence for the reader.
    """

    check: str
    subject: str
    text: str
