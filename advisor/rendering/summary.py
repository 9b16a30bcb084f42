"""The recommendation in one breath: what terminal, index page and report begin with."""

from __future__ import annotations

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering import argument, wording

HEADLINE_DECISIONS = 4
"""How many decisions, in the order of the rule base, the headline names."""

AT_A_GLANCE = ("latency_p99_ms", "staleness_s", "replicas", "running_cost_usd_month", "availability")


def headline(recommendation: Recommendation, knowledge: KnowledgeBase) -> str:
    """The architecture as one sentence that a person can repeat."""
    taken = list(argument.taken(recommendation).items())[:HEADLINE_DECISIONS]
    phrases = [wording.plain(knowledge.decisions[name].options[str(advice.option)].phrase) for name, advice in taken]
    return wording.sentence("; ".join(phrases)) if phrases else "No architecture satisfies the answers."


def key_numbers(recommendation: Recommendation) -> list[tuple[str, str]]:
    """Name and value of the estimates to show first."""
    return [
        (wording.estimate_name(name), wording.estimate_in_words(recommendation.estimates[name]))
        for name in AT_A_GLANCE
        if name in recommendation.estimates
    ]


def answered(recommendation: Recommendation, knowledge: KnowledgeBase) -> str:
    """How much of the questionnaire was answered."""
    return f"{len(recommendation.system.requirements)} of {len(knowledge.questions)} answered"


def knowledge_stamp(recommendation: Recommendation) -> str:
    """Version and the beginning of the digest of the rule base."""
    kind, _, digest = recommendation.knowledge_digest.partition(":")
    return f"knowledge {recommendation.knowledge_version} ({kind}:{digest[:12]})"


def open_decisions(recommendation: Recommendation, knowledge: KnowledgeBase) -> list[str]:
    """Title and probability of the decisions that are too close to call."""
    return [
        f"{wording.plain(knowledge.decisions[name].title)} ({wording.percent(advice.probability)})"
        for name, advice in argument.still_open(recommendation).items()
    ]


def rests_on(recommendation: Recommendation, decision: str) -> tuple[str, ...]:
    """Names that the strongest reason for the recommended option reads; empty where no answer carries it."""
    reason = argument.decisive(recommendation.decisions[decision])
    return reason.answers if reason else ()
