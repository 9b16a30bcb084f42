"""The JSON Schema of a system file, made from the questions and decisions, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.knowledge.base import GREATEST_PRIORITY, KnowledgeBase
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.measured import MAX_ORIGIN, MEASURED

UNKNOWN = {"const": "unknown"}


def system_schema(knowledge: KnowledgeBase) -> dict[str, Any]:
    """What a system file may hold. A number may also be a text with a unit, a range, or measured."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "System file of the ML architecture advisor",
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "version": {"const": 1},
            "name": {"type": "string"},
            "purpose": {"type": "string"},
            "requirements": _mapping({name: _question(found) for name, found in knowledge.questions.items()}),
            "priorities": _mapping({name: _priority(found.help) for name, found in knowledge.qualities.items()}),
            "fixed": _mapping(
                {
                    name: {"description": decision.question, "enum": list(decision.options)}
                    for name, decision in knowledge.decisions.items()
                }
            ),
        },
    }


def _mapping(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _priority(help_text: str) -> dict[str, Any]:
    return {"description": help_text, "type": "number", "minimum": 0, "maximum": GREATEST_PRIORITY}


def _question(question: Question) -> dict[str, Any]:
    unit = f" In {question.unit}." if question.unit else ""
    return {"description": f"{question.ask} {question.help}{unit}", "anyOf": [_answer(question), UNKNOWN]}


def _answer(question: Question) -> dict[str, Any]:
    match question.answers:
        case Answers.CHOICE:
            return {"enum": list(question.choices)}
        case Answers.CHOICES:
            return {"type": "array", "uniqueItems": True, "minItems": 1, "items": {"enum": list(question.choices)}}
        case Answers.BOOLEAN:
            return {"type": "boolean"}
        case Answers.TEXT:
            return {"type": "string"}
        case Answers.NUMBER:
            return _number(question)


def _number(question: Question) -> dict[str, Any]:
    bounds = {"minimum": question.minimum, "maximum": question.maximum}
    number = {"type": "number", **{name: bound for name, bound in bounds.items() if bound is not None}}
    value = {"anyOf": [number, {"type": "string"}]}
    origin = {"description": "What measured it.", "type": "string", "minLength": 1, "maxLength": MAX_ORIGIN}
    ends = {"type": "object", "additionalProperties": False, "required": ["low", "high"]}
    measured = {"type": "object", "additionalProperties": False, "required": ["value", MEASURED]}
    return {
        "anyOf": [
            number,
            {"type": "string"},
            {**ends, "properties": {"low": value, "high": value, MEASURED: origin}},
            {**measured, "properties": {"value": value, MEASURED: origin}},
        ]
    }
