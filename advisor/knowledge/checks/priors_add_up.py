"""Priors are distributions over the answers that there are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from advisor.conditions import Field
from advisor.knowledge.base import field_of
from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.schema import Answers, Prior

CHECK = "prior-does-not-fit"
TOLERANCE = 0.011
"""Shares are written with two digits; their sum may be off by one of the last."""


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each prior of the wrong kind, that misses choices, does not sum to 1, or leaves the range."""
    for name, question in files.knowledge.questions.items():
        if question.prior is None or question.answers == Answers.TEXT:
            continue
        for message in _problems(question.prior, field_of(question)):
            yield error(CHECK, files.at("question", name, "prior"), f"the prior of {name!r} {message}.")


def _problems(prior: Prior, field: Field) -> Iterator[str]:
    if (prior.shares is None) == (field.kind != "number"):
        yield "needs quantiles" if field.kind == "number" else "needs shares"
    if prior.shares is not None and prior.quantiles is not None:
        yield "has shares and quantiles"
    if prior.shares is not None and field.kind != "number":
        yield from _share_problems(prior.shares, field)
    if prior.quantiles is not None and field.kind == "number":
        yield from _quantile_problems(prior.quantiles, field)


def _share_problems(shares: dict[str, float], field: Field) -> Iterator[str]:
    missing = [choice for choice in field.choices if choice not in shares]
    unknown = [choice for choice in shares if choice not in field.choices]
    if missing:
        yield f"says nothing of {', '.join(missing)}"
    if unknown:
        yield f"names {', '.join(unknown)}, which are no choices"
    if any(not 0 <= share <= 1 for share in shares.values()):
        yield "has a share that is not between 0 and 1"
    total = sum(shares.values())
    if field.kind == "choice" and abs(total - 1) > TOLERANCE:
        yield f"sums to {total:.3g} instead of 1"


def _quantile_problems(quantiles: tuple[float, ...], field: Field) -> Iterator[str]:
    if any(low > high for low, high in pairwise(quantiles)):
        yield "has quantiles that do not ascend"
    for value in quantiles:
        if not math.isfinite(value) or not field.minimum <= value <= field.maximum:
            yield f"expects {value:g}, outside {field.minimum:g} to {field.maximum:g}"
