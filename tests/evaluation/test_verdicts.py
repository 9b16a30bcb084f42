"""Every disagreement with the cases has been read, and its verdict stands in ``knowledge/verdicts.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from advisor.advise import compiled
from advisor.cases import load_cases
from advisor.documents import read_document
from advisor.evaluation.agreement import Judgement, judge
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder

KINDS = {"reason", "question", "rule", "weight", "close"}
SURE = 0.6
"""From this probability on a view is more than a draw between two options, and small changes of weights keep it."""


@cache
def verdicts() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    path = knowledge_folder() / "verdicts.yaml"
    return read_document(path.read_text(encoding="utf-8"), str(path)).value


@cache
def judgements() -> Mapping[tuple[str, str], Judgement]:
    knowledge = load_knowledge()
    found = judge(compiled(knowledge), load_cases(knowledge_folder() / "cases", knowledge))
    return {(judgement.case, judgement.decision): judgement for judgement in found}


def entries() -> set[tuple[str, str]]:
    return {(case, decision) for case, found in verdicts().items() for decision in found}


def test_verdicts_say_one_of_five_things_and_why() -> None:
    for case, found in verdicts().items():
        for decision, verdict in found.items():
            assert set(verdict) == {"verdict", "because"}, (case, decision)
            assert verdict["verdict"] in KINDS, (case, decision)
            assert verdict["because"].endswith("."), (case, decision)


def test_verdicts_are_about_decisions_that_cases_document() -> None:
    assert not entries() - set(judgements())


def test_every_clear_disagreement_has_a_verdict() -> None:
    unread = {
        key
        for key, judgement in judgements().items()
        if not judgement.agrees and judgement.probability >= SURE and key not in entries()
    }
    assert not unread


def test_no_verdict_is_kept_on_what_clearly_agrees() -> None:
    stale = {key for key in entries() if judgements()[key].agrees and judgements()[key].probability >= SURE}
    assert not stale
