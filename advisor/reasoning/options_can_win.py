"""A check of the rule base by the engine: every option is right for some answers and wrong for some."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, error, warning
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover
from advisor.reasoning.domination import always_forbidden, dominating
from advisor.reasoning.model import THOUSANDTHS
from advisor.reasoning.winning import Contests

CHECK_WINS = "never-wins"
CHECK_LOSES = "never-loses"


def check(files: KnowledgeFiles, prover: Prover, found: Contests) -> Iterator[Finding]:
    """Yield a finding for each option that never wins or never loses: an error where proved, else a warning."""
    knowledge = files.knowledge
    for decision, value in knowledge.decisions.items():
        never: dict[str, str] = {}
        for option in value.options:
            if (decision, option) not in found.wins:
                if always_forbidden(knowledge, prover, decision, option):
                    never[option] = "hard rules forbid it under all answers"
                elif rival := dominating(knowledge, prover, decision, option):
                    never[option] = f"{rival} is better under all answers"
        for option in value.options:
            at = files.at("decision", decision, "options", option)
            name = f"{decision}.{option}"
            if option in never:
                yield error(CHECK_WINS, at, f"{name} never wins: {never[option]}.")
            elif (decision, option) not in found.wins:
                least = found.least.get((decision, option), float("inf")) / THOUSANDTHS
                text = f"no answers were found for which {name} wins; it fell short by {least:.2g} at best. Not proved."
                yield warning(CHECK_WINS, at, text)
            if (decision, option) not in found.loses:
                if never.keys() >= value.options.keys() - {option}:
                    text = f"{name} never loses: every other option is proved never to win."
                    yield error(CHECK_LOSES, at, text, found.wins.get((decision, option)))
                else:
                    text = f"no answers were found for which {decision} applies and {option} does not win. Not proved."
                    yield warning(CHECK_LOSES, at, text)
