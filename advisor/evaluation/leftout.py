"""What was said of systems by weights that were fitted without them, as a fit leaves it in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from advisor.cases import Case
from advisor.documents import read_file
from advisor.evaluation.agreement import Agreement, Judgement, agreement
from advisor.evaluation.comparisons import most_frequent_elsewhere
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Record

LEFT_OUT = "left-out.json"
"""Beside the weights."""

_Said = dict[str, dict[str, dict[str, Annotated[float, Field(ge=0, le=1)]]]]


class LeftOutFile(Record):
    """``left-out.json``."""

    fitted_to: str = Field(description="The cases of the weights that it belongs to, as ``weights.yaml`` has them.")
    folds: int = Field(gt=1, description="In how many parts the systems were left out, one part at a time.")
    said: _Said = Field(
        description="By case, decision and option the probability; the recommended option is the first."
    )


@dataclass(frozen=True)
class LeftOut:
    """Systems judged by what was fitted without them.

    Attributes:
        systems: how many.
        folds: in how many parts they were left out.
        agreement: over their documented decisions.
    """

    systems: int
    folds: int
    agreement: Agreement


def agreement_left_out(folder: Path, cases: Sequence[Case], knowledge: KnowledgeBase) -> LeftOut | None:
    """How those of ``cases`` that weights were fitted to came out when they were left out.

    ``None`` where there are none, or where what lies in ``folder`` is not of the weights that count.

    Raises:
        InvalidInput: the file is not what a fit writes.
    """
    path, refined = folder / LEFT_OUT, knowledge.refined
    if refined is None or not path.exists():
        return None
    file = read_file(path).validated(LeftOutFile)
    fitted = [case for case in cases if case.id in file.said]
    if not fitted or file.fitted_to != refined.fitted_to.cases:
        return None
    judgements = [judgement_of(case, name, said) for case in fitted for name, said in file.said[case.id].items()]
    found = agreement(judgements, tuple(knowledge.decisions), most_frequent_elsewhere(cases), None)
    return LeftOut(len(fitted), file.folds, found)


def judgement_of(case: Case, decision: str, chances: Mapping[str, float]) -> Judgement:
    """One decision as it was said, the recommended option first; an empty ``chances`` held it not to apply."""
    built = case.decisions[decision].chosen
    first = next(iter(chances), None)
    return Judgement(
        case=case.id,
        decision=decision,
        built=built,
        recommended=first,
        ranking=tuple(chances),
        probability=0.0 if first is None else chances[first],
        built_probability=sum(chances.get(option, 0.0) for option in built),
        probabilities=chances,
    )
