"""The answer of the advisor as one immutable value. Whatever is printed, drawn or written reads from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from advisor.knowledge.base import Pack
from advisor.requirements.system import System

if TYPE_CHECKING:
    from advisor.forecast.forecast import Forecast
    from advisor.reasoning.conflicts import Conflict


@dataclass(frozen=True)
class Reason:
    """One rule, coupling or priority, or all of practice, that spoke for or against an option.

    Attributes:
        rule: id of the rule or coupling; ``priority:<quality>`` for a priority; ``practice``.
        kind: what it is.
        decision: the decision spoken of.
        option: the option spoken of.
        effect: log-odds added to the option; ``-inf`` where it makes the option impossible.
        certainty: share of what is not known under which it holds, 0 to 1; 1 where the answers settle it.
        text: the rule's sentence with the answers filled in.
        sources: ids of ``knowledge/sources.yaml``.
        answers: ids of the requirements (and, for couplings, the other decision) that it reads.
    """

    rule: str
    kind: Literal["rule", "coupling", "priority", "practice"]
    decision: str
    option: str
    effect: float
    certainty: float
    text: str
    sources: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class OptionAdvice:
    """What was found about one option.

    Attributes:
        probability: chance that an experienced team would take it, over all architectures that satisfy the answers.
        feasible: whether any architecture with it satisfies the answers.
        score: log-odds by which the best architecture with this option falls behind the recommended one;
            0 for the recommended option, ``-inf`` when not feasible.
        reasons: what spoke for and against it, strongest first.
    """

    probability: float
    feasible: bool
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class DecisionAdvice:
    """What was found about one decision.

    Attributes:
        option: the option in the best joint architecture; ``None`` when the decision does not apply.
        fixed: whether the team had taken it already.
        options: every option in the order of the rule base.
        runner_up: the most probable other feasible option, if any.
        open: too close to call: the recommended option is less than ``OPEN_BELOW`` probable.
        closed_by: of an open decision the unanswered questions that would tell most of it, the most telling first.
    """

    decision: str
    option: str | None
    probability: float
    applicable: bool
    fixed: bool
    options: Mapping[str, OptionAdvice]
    runner_up: str | None
    open: bool
    closed_by: tuple[str, ...] = ()


OPEN_BELOW = 0.6


@dataclass(frozen=True)
class OpenQuestion:
    """A question without an answer, and what its answer is worth before it is known.

    Attributes:
        question: its id.
        worth: what open questions are ordered by, in log-odds, above 0: ``AnswerValue.worth``.
        chance: that the answer changes the recommended option of any decision, 0 to 1.
        changes: expected number of decisions whose recommended option it changes.
        bits: what it tells of which options to take, over all decisions.
        decisions: those that it tells most of, the most first.
    """

    question: str
    worth: float
    chance: float
    changes: float
    bits: float
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class SimilarSystem:
    """A published system near this one, and what its builders chose.

    Attributes:
        similarity: 0 to 1, over the requirements that both state.
        agrees: decisions taken as recommended here.
        differs: decisions taken otherwise, with the option its builders took.
    """

    case: str
    title: str
    organisation: str
    year: int
    url: str
    similarity: float
    chosen: Mapping[str, str]
    agrees: tuple[str, ...]
    differs: Mapping[str, str]


@dataclass(frozen=True)
class Estimate:
    """A number with its range, in the unit named.

    Attributes:
        breakdown: what its parts contribute, in the same unit; empty where it has none.
        caveats: what it leaves out.
    """

    low: float
    mid: float
    high: float
    unit: str
    breakdown: Mapping[str, Estimate] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recommendation:
    """One architecture for one system, argued.

    Attributes:
        knowledge_version: version of the rule base.
        knowledge_digest: ``sha256:`` digest of its files.
        score: log-odds of the best joint architecture; ``-inf`` when none is feasible.
        knowledge_packs: what was laid over it.
        open_questions: unanswered questions, those whose answer is worth most first.
        estimates: the numbers of the recommended architecture; absent where one does not apply or is not known.
        forecast: where those numbers come from.
    """

    system: System
    knowledge_version: str
    knowledge_digest: str
    feasible: bool
    conflicts: tuple[Conflict, ...]
    decisions: Mapping[str, DecisionAdvice]
    score: float
    open_questions: tuple[OpenQuestion, ...]
    similar: tuple[SimilarSystem, ...] = ()
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    knowledge_packs: tuple[Pack, ...] = ()
    forecast: Forecast | None = None

    @property
    def unknown_that_matter(self) -> tuple[str, ...]:
        """Ids of the open questions, those whose answer is worth most first."""
        return tuple(question.question for question in self.open_questions)

    @property
    def architecture(self) -> dict[str, str]:
        """The chosen option of every decision that applies."""
        return {name: advice.option for name, advice in self.decisions.items() if advice.option is not None}
