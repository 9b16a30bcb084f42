"""Every condition holds for some answers and fails for some."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.conditions import Condition
from advisor.errors import Location
from advisor.knowledge.checks.finding import Finding, error, warning
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover

CHECK = "never-fires"
CHECK_ASKED = "fires-only-unasked"
CHECK_ALWAYS = "always-holds"
CHECK_OPEN = "not-decided"


def check(files: KnowledgeFiles, prover: Prover) -> Iterator[Finding]:
    """Yield a finding for each condition over requirements that can't hold, only holds for answers that nobody is asked
    for, holds always, or could not be decided.
    """
    for subject, condition, location in _conditions(files):
        verdict = prover.satisfy(condition.tree)
        if verdict.possible is None:
            text = f"whether {subject} can ever hold was not decided: its sums need more bisection. [{condition.text}]"
            yield warning(CHECK_OPEN, location, text)
        elif not verdict.possible:
            yield error(CHECK, location, f"{subject} never holds: no answers satisfy [{condition.text}].")
        elif prover.satisfy_as_asked(condition.tree).possible is False:
            text = (
                f"{subject} holds only for answers that nobody is asked for: a question that it reads is not asked "
                f"under the other answers it needs. [{condition.text}]"
            )
            yield error(CHECK_ASKED, location, text, verdict.witness)
        elif prover.satisfy(prover.negation(condition.tree)).possible is False:
            yield warning(CHECK_ALWAYS, location, f"{subject} always holds: leave [{condition.text}] out.")


def _conditions(files: KnowledgeFiles) -> Iterator[tuple[str, Condition, Location]]:
    knowledge = files.knowledge
    for name, rule in knowledge.rules.items():
        if rule.when is not None:
            yield f"the rule {name}", knowledge.conditions[rule.when], files.at("rule", name, "when")
    for name, coupling in knowledge.couplings.items():
        if coupling.when is not None:
            yield f"the coupling {name}", knowledge.conditions[coupling.when], files.at("coupling", name, "when")
    for name, decision in knowledge.decisions.items():
        if decision.applies_when is not None:
            at = files.at("decision", name, "applies_when")
            yield f"the decision {name}", knowledge.conditions[decision.applies_when], at
        if decision.safeguard_when is not None:
            at = files.at("decision", name, "safeguard_when")
            yield f"the safeguard {name}", knowledge.conditions[decision.safeguard_when], at
    for name, question in knowledge.questions.items():
        if question.asked_when is not None:
            at = files.at("question", name, "asked_when")
            yield f"the question {name}", knowledge.conditions[question.asked_when], at
