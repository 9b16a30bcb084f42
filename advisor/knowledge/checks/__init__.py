"""Checks that look across the files of a rule base, one a file. A sound rule base has no errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from advisor.knowledge.checks import (
    answers_leave_an_architecture,
    choices_have_help,
    components_are_used,
    conditions_are_said_once,
    conditions_can_hold,
    coupling_graph_is_sparse,
    effects_are_complete,
    options_have_both_sides,
    options_have_risks,
    parts_can_appear,
    priors_add_up,
    questions_do_not_wait_in_a_circle,
    questions_feed_something,
    read_questions_have_priors,
    references_are_dated,
    rules_agree,
    rules_are_not_implied,
    rules_keep_their_quality,
    rules_matter,
    sources_are_cited,
    terms_are_explained_once,
    titles_are_unique,
    weights_are_fresh,
)
from advisor.knowledge.checks.finding import Finding, Severity
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover

__all__ = ["Finding", "Severity", "check_structure", "prove"]

STRUCTURE: tuple[Callable[[KnowledgeFiles], Iterator[Finding]], ...] = (
    options_have_both_sides.check,
    options_have_risks.check,
    effects_are_complete.check,
    coupling_graph_is_sparse.check,
    read_questions_have_priors.check,
    questions_do_not_wait_in_a_circle.check,
    priors_add_up.check,
    titles_are_unique.check,
    choices_have_help.check,
    conditions_are_said_once.check,
    components_are_used.check,
    references_are_dated.check,
    terms_are_explained_once.check,
    weights_are_fresh.check,
)

PROOFS: tuple[Callable[[KnowledgeFiles, Prover], Iterator[Finding]], ...] = (
    conditions_can_hold.check,
    rules_matter.check,
    rules_are_not_implied.check,
    rules_agree.check,
    rules_keep_their_quality.check,
    answers_leave_an_architecture.check,
)


def check_structure(
    files: KnowledgeFiles,
    read_elsewhere: Collection[str] = frozenset(),
    cited_elsewhere: Collection[str] = frozenset(),
) -> Iterator[Finding]:
    """All findings that the files show without reasoning over answers.

    Args:
        files: the rule base.
        read_elsewhere: questions whose answers are read by more than the rule base: the formulas.
        cited_elsewhere: sources cited by more than the rule base.
    """
    for run in STRUCTURE:
        yield from run(files)
    yield from questions_feed_something.check(files, read_elsewhere)
    yield from sources_are_cited.check(files, cited_elsewhere)


def prove(files: KnowledgeFiles, prover: Prover) -> Iterator[Finding]:
    """All findings that hold, or are refuted, for every sheet of answers."""
    for run in PROOFS:
        yield from run(files, prover)
    yield from parts_can_appear.check(files)
