"""Checks that look across the files of a rule base, one a file. A sound rule base has no errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from advisor.knowledge.checks import (
    choices_have_help,
    components_are_used,
    conditions_are_said_once,
    coupling_graph_is_sparse,
    effects_are_complete,
    options_have_both_sides,
    priors_add_up,
    questions_feed_something,
    read_questions_have_priors,
    sources_are_cited,
    titles_are_unique,
)
from advisor.knowledge.checks.finding import Finding, Severity
from advisor.knowledge.loading import KnowledgeFiles

__all__ = ["Finding", "Severity", "check_structure"]

CHECKS: tuple[Callable[[KnowledgeFiles], Iterator[Finding]], ...] = (
    options_have_both_sides.check,
    effects_are_complete.check,
    coupling_graph_is_sparse.check,
    read_questions_have_priors.check,
    priors_add_up.check,
    titles_are_unique.check,
    choices_have_help.check,
    conditions_are_said_once.check,
    components_are_used.check,
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
    for run in CHECKS:
        yield from run(files)
    yield from questions_feed_something.check(files, read_elsewhere)
    yield from sources_are_cited.check(files, cited_elsewhere)
