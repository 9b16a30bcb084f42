"""Findings about decision records, as text and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from advisor.answers import Answer, Range
from advisor.knowledge.base import KnowledgeBase
from advisor.records.checking import BrokenLimit, Finding, by_limit
from advisor.records.triggers import Trigger
from advisor.rendering import wording
from advisor.requirements.wording import show_answer
from advisor.units import show_quantity


def findings_text(findings: Sequence[Finding], checked: int, knowledge: KnowledgeBase) -> str:
    """Each broken limit with its records, then one finding a line; one sentence where there is none."""
    if not findings:
        return (
            f"{_records(checked).capitalize()} in force: every one follows from the answers, and no trigger has fired."
        )
    broken, others = by_limit(findings)
    lines = [line for limit in broken for line in _limit_lines(limit, knowledge)]
    lines += [f"{finding.record.file}: {finding_in_words(finding, knowledge)}" for finding in others]
    counts = [wording.counted(len(broken), "broken limit")] if broken else []
    counts += [wording.counted(len(others), "finding")] if others else []
    return "\n".join([*lines, f"{wording.listing(counts)} in {_records(checked)}."])


def _limit_lines(limit: BrokenLimit, knowledge: KnowledgeBase) -> list[str]:
    return [
        f"{_fired(limit.trigger, limit.measured, knowledge)}. Look again at:",
        *(f"  {finding.record.file}: {_title(finding, knowledge)}" for finding in limit.findings),
    ]


def _title(finding: Finding, knowledge: KnowledgeBase) -> str:
    decision = knowledge.decisions.get(finding.record.decision or "")
    return wording.plain(decision.title) if decision else finding.record.decision or finding.record.file


def finding_in_words(finding: Finding, knowledge: KnowledgeBase) -> str:
    """What is wrong with a record, as a sentence."""
    record = finding.record
    decision = knowledge.decisions.get(record.decision or "")
    title = _title(finding, knowledge)

    def option(name: str | None) -> str:
        known = decision.options.get(name or "") if decision else None
        return wording.plain(known.title if known else name or "none")

    sure = "" if finding.probability is None else f" ({wording.percent(finding.probability)} sure)"
    match finding.kind:
        case "changed":
            proposed = f" {finding.other} proposes it: accept one of the two." if finding.other else ""
            return (
                f"{title}: {option(record.option)} no longer follows; {option(finding.follows)} does{sure}.{proposed}"
            )
        case "not_applicable":
            return f"{title}: the decision no longer applies to this system; {option(record.option)} is recorded."
        case "unknown":
            return f"{title}: the rule base knows no such decision, or not the option {record.option!r}."
        case "trigger" if finding.trigger is not None:
            return f"{title}: {_fired(finding.trigger, finding.measured, knowledge)}{_due(finding.trigger, option)}."
        case "measured":
            return (
                f"{title}: with the measurements in place of the answers {option(record.option)} no longer follows; "
                f"{option(finding.follows)} does{sure}."
            )
        case "duplicate_number":
            taken = f"number {record.number} is also taken by {finding.other}."
            return f"{taken} Give it another with: advisor records renumber DIR"
        case "two_in_force":
            return f"{title}: {finding.other} is accepted too. Set one of the two to superseded or rejected."
    raise ValueError(f"{finding.kind} without what it is about")


def findings_json(findings: Sequence[Finding], checked: int, system: str, knowledge: KnowledgeBase) -> dict[str, Any]:
    """The findings for machines."""
    return {
        "version": 1,
        "system": system,
        "records_in_force": checked,
        "limits": [
            {**(_trigger_json(limit.findings[0]) or {}), "records": [one.record.file for one in limit.findings]}
            for limit in by_limit(findings)[0]
        ],
        "findings": [
            {
                "kind": finding.kind,
                "record": finding.record.file,
                "number": finding.record.number,
                "decision": finding.record.decision,
                "recorded": finding.record.option,
                "follows": finding.follows,
                "probability": None if finding.probability is None else round(finding.probability, 4),
                "trigger": _trigger_json(finding),
                "text": finding_in_words(finding, knowledge),
            }
            for finding in findings
        ],
    }


def _due(trigger: Trigger, option: Callable[[str | None], str]) -> str:
    if trigger.limit is not None:
        return ""
    if trigger.start is None:
        return f", so {option(trigger.option)} is due"
    return (
        f", so {option(trigger.start)} no longer suffices and {option(trigger.option)} is due; "
        "once that runs, take this trigger out of the record"
    )


def _fired(trigger: Trigger, measured: Answer | None, knowledge: KnowledgeBase) -> str:
    question = knowledge.questions.get(trigger.measure)
    if question is not None and measured is not None:
        shown = wording.plain(show_answer(measured, question))
    else:
        shown = _quantity(measured, trigger.unit or "count")
    if trigger.at is None:
        return f"{trigger.measure} is {shown}"
    limit = "" if trigger.limit is None else f", the limit of {trigger.limit}"
    return f"{trigger.measure} is {shown}, {trigger.side} {show_quantity(trigger.at, trigger.unit or 'count')}{limit}"


def _quantity(measured: Answer | None, unit: str) -> str:
    if isinstance(measured, Range):
        return f"{show_quantity(measured.low, unit)} to {show_quantity(measured.high, unit)}"
    return show_quantity(measured, unit) if isinstance(measured, float) else str(measured)


def _trigger_json(finding: Finding) -> dict[str, Any] | None:
    trigger = finding.trigger
    if trigger is None:
        return None
    condition: dict[str, Any] = (
        {"is": trigger.value} if trigger.at is None else {str(trigger.side): trigger.at, "unit": trigger.unit}
    )
    measured = finding.measured
    shown = {"low": measured.low, "high": measured.high} if isinstance(measured, Range) else measured
    told = {"limit": trigger.limit, "from": trigger.start}
    return {
        "measure": trigger.measure,
        **condition,
        **{key: name for key, name in told.items() if name is not None},
        "measured": shown,
    }


def _records(number: int) -> str:
    return wording.counted(number, "record")
