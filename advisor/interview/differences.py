"""The differences between respondents in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.answers import Answer, Range
from advisor.interview.merging import Difference, Merger, Options
from advisor.interview.steps import Step
from advisor.knowledge.base import KnowledgeBase
from advisor.rendering import wording
from advisor.requirements.wording import show_answer


def merger_text(found: Merger, knowledge: KnowledgeBase, respondents: int) -> str:
    """Each difference with everybody's answer, what the merged file says, and what it changes."""
    answers = len(found.system.requirements) + len(found.system.priorities)
    weighty = sum(1 for difference in found.differences if difference.decisions)
    lines = [
        f"{respondents} files, {wording.counted(answers, 'answer')} together. "
        f"{wording.counted(len(found.differences), 'question')} answered differently; "
        f"{weighty} of them would by itself change a decision."
    ]
    for difference in found.differences:
        lines += ["", *_difference_lines(difference, knowledge)]
    for name, fault in found.contradictions.items():
        lines += ["", f"{name}: {fault} These come from different files; both are left open."]
    for name, given in found.fixed.items():
        lines += ["", f"{_title(name, knowledge)}: decided differently, so left open"]
        lines += _rows({who: _option(name, option, knowledge) for who, option in given.items()})
    lines += ["", "Recommended from each file, its gaps filled from the others:"]
    if not found.decisions:
        lines.append("  the same architecture")
    for name, options in found.decisions.items():
        lines += [f"  {_title(name, knowledge)}", *_rows(_shown(name, options, knowledge), indent=4)]
    return "\n".join(lines)


def merger_json(found: Merger) -> dict[str, Any]:
    """The same for machines."""
    return {
        "version": 1,
        "differences": [
            {
                "id": difference.step.id,
                "answers": {who: _plain(answer) for who, answer in difference.answers.items()},
                "merged": _plain(difference.merged),
                "decisions": {name: dict(options) for name, options in difference.decisions.items()},
            }
            for difference in found.differences
        ],
        "contradictions": dict(found.contradictions),
        "fixed": {name: dict(given) for name, given in found.fixed.items()},
        "decisions": {name: dict(options) for name, options in found.decisions.items()},
    }


def kept_lines(differing: Mapping[str, tuple[Any, Any]], steps: Mapping[str, Step]) -> Iterator[str]:
    """What an import left as it was."""
    for name, (ours, theirs) in differing.items():
        step = steps.get(name)
        if ours is None and step is not None:
            said = wording.plain(show_answer(theirs, step.question))
            yield f"{name}: left open; the imported file says {said}, which can't be beside the answers here"
            continue
        shown = [str(value) if step is None else show_answer(value, step.question) for value in (ours, theirs)]
        yield f"{name}: kept {wording.plain(shown[0])}; the imported file says {wording.plain(shown[1])}"


def _difference_lines(difference: Difference, knowledge: KnowledgeBase) -> Iterator[str]:
    step = difference.step
    yield step.id
    merged = "open" if difference.merged is None else show_answer(difference.merged, step.question)
    yield from _rows(
        {who: show_answer(answer, step.question) for who, answer in difference.answers.items()} | {"merged": merged}
    )
    if not difference.decisions:
        yield "  changes no decision"
    for name, options in difference.decisions.items():
        yield f"  changes {_title(name, knowledge)}"
        yield from _rows(_shown(name, options, knowledge), indent=4)


def _rows(values: Mapping[str, str], indent: int = 2) -> list[str]:
    width = max(map(len, values))
    return [f"{' ' * indent}{name:<{width}}  {wording.plain(value)}" for name, value in values.items()]


def _shown(decision: str, options: Options, knowledge: KnowledgeBase) -> dict[str, str]:
    return {who: _option(decision, option, knowledge) for who, option in options.items()}


def _option(decision: str, option: str | None, knowledge: KnowledgeBase) -> str:
    return "-" if option is None else knowledge.decisions[decision].options[option].title


def _title(decision: str, knowledge: KnowledgeBase) -> str:
    return wording.plain(knowledge.decisions[decision].title)


def _plain(answer: Answer | None) -> Any:
    match answer:
        case Range(low, high):
            return {"low": low, "high": high}
        case tuple():
            return list(answer)
    return answer
