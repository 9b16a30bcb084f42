"""A comparison of two recommendations, as text, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advisor.answers import Range
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.comparison import Comparison
from advisor.recommendation.recommendation import Estimate
from advisor.rendering import wording
from advisor.rendering.environment import markdown_environment
from advisor.requirements.wording import show_answer

NOTHING = "Nothing changed."

_Section = tuple[str, Mapping[str, tuple[Any, Any]], Callable[[str, Any], str]]


def comparison_text(found: Comparison, knowledge: KnowledgeBase) -> str:
    """Every difference on a line, by kind; one sentence where there is none."""
    lines = [
        line
        for title, pairs, show in _sections(found, knowledge)
        for line in ("", title, *_lines(pairs, show, knowledge))
    ]
    return "\n".join(lines[1:]) or NOTHING


def comparison_markdown(
    found: Comparison, knowledge: KnowledgeBase, names: tuple[str, str], picture: str | None
) -> str:
    """The same as a page, with the picture of what changes in the architecture.

    Args:
        names: of the two systems.
        picture: address of the picture, where there is one.
    """
    tables = [
        (title, [(_name(name, knowledge), *_shown(name, pair, show)) for name, pair in pairs.items()])
        for title, pairs, show in _sections(found, knowledge)
    ]
    template = markdown_environment().get_template("report/comparison.md.jinja")
    return template.render(before=names[0], after=names[1], tables=tables, picture=picture, nothing=NOTHING)


def _sections(found: Comparison, knowledge: KnowledgeBase) -> list[_Section]:
    """Title, differences and how to show a value, of each kind of which there are any."""
    sections: list[_Section] = [
        ("System", found.identity, lambda _, value: wording.plain(value)),
        ("Answers", found.answers, lambda name, value: wording.plain(show_answer(value, knowledge.questions[name]))),
        ("Marked as unknown", found.looked_at, lambda _, value: value),
        ("Priorities", found.priorities, lambda _, value: f"{value:g} of 5"),
        ("Fixed decisions", found.fixed, lambda name, value: _option(knowledge, name, value)),
        ("Decisions", found.decisions, lambda name, value: _option(knowledge, name, value)),
        ("Numbers", found.estimates, lambda _, value: wording.estimate_in_words(value)),
    ]
    return [section for section in sections if section[1]]


def comparison_json(found: Comparison) -> dict[str, Any]:
    """The differences for machines: ``{"from": ..., "to": ...}`` by name, by kind; all empty when nothing changed."""
    kinds: dict[str, Mapping[str, tuple[Any, Any]]] = {
        "system": found.identity,
        "answers": found.answers,
        "looked_at": found.looked_at,
        "priorities": found.priorities,
        "fixed": found.fixed,
        "decisions": found.decisions,
        "estimates": found.estimates,
    }
    shown = {
        kind: {name: {"from": _plain(was), "to": _plain(now)} for name, (was, now) in pairs.items()}
        for kind, pairs in kinds.items()
    }
    return {"version": 1, "changed": bool(found), **shown}


def _lines(
    pairs: Mapping[str, tuple[Any, Any]], show: Callable[[str, Any], str], knowledge: KnowledgeBase
) -> Iterator[str]:
    names = {name: _name(name, knowledge) for name in pairs}
    width = max(map(len, names.values()))
    for name, pair in pairs.items():
        before, after = _shown(name, pair, show)
        yield f"  {names[name]:<{width}}  {before} -> {after}"


def _shown(name: str, pair: tuple[Any, Any], show: Callable[[str, Any], str]) -> tuple[str, str]:
    before, after = ("-" if value is None or value == "" else show(name, value) for value in pair)
    return before, after


def _name(name: str, knowledge: KnowledgeBase) -> str:
    if name in knowledge.decisions:
        return wording.plain(knowledge.decisions[name].title)
    return wording.ESTIMATE_NAMES.get(name, name)


def _option(knowledge: KnowledgeBase, decision: str, option: str) -> str:
    return wording.plain(knowledge.decisions[decision].options[option].title)


def _plain(value: Any) -> Any:
    match value:
        case Range(low, high):
            return {"low": low, "high": high}
        case Estimate():
            return {"low": value.low, "mid": value.mid, "high": value.high, "unit": value.unit}
        case tuple():
            return list(value)
    return value
