"""The rule base as text and as JSON: what was found in it, what is in it, and any one thing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.answers import Answer
from advisor.errors import Location
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.checks import Finding, Severity
from advisor.knowledge.lens import LensFinding
from advisor.knowledge.practice import spoken_of
from advisor.knowledge.schema import Together
from advisor.linting import Report
from advisor.requirements.wording import show_answer


def report_text(report: Report, knowledge: KnowledgeBase) -> str:
    """One finding a line, with the answers that show it below, then what was checked."""
    lines: list[str] = []
    for finding in report.findings:
        lines.append(f"{_shown(finding.location)}: {finding.severity} [{finding.check}] {finding.text}")
        if finding.witness:
            lines.append(f"    for example: {_answers(finding.witness, knowledge)}")
    errors = sum(finding.severity == Severity.ERROR for finding in report.findings)
    counts = report.counts
    things = ("questions", "decisions", "options", "rules", "couplings", "sources")
    lines += [
        ", ".join(f"{counts[thing]} {thing}" for thing in things)
        + f"; coupling graph of width {counts['coupling_width']}",
        f"{counts['rules_that_sharpen_others']} rules add to a more general one; of {counts['options']} options "
        f"{counts['options_seen_to_win']} win under some answers and {counts['options_seen_to_lose']} lose under some",
        f"{errors} errors, {len(report.findings) - errors} warnings",
    ]
    return "\n".join(lines)


def report_json(report: Report, knowledge: KnowledgeBase) -> dict[str, Any]:
    """The same for machines; a witness is written as in a system file."""
    return {
        "version": 1,
        "knowledge": {"version": knowledge.version, "digest": knowledge.digest},
        "counts": dict(report.counts),
        "findings": [_finding_json(finding) for finding in report.findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "file": _shown(Location(finding.location.path)),
        "line": finding.location.line,
        "text": finding.text,
        "witness": {
            name: list(answer) if isinstance(answer, tuple) else answer for name, answer in finding.witness.items()
        },
    }


def lens_text(name: str, findings: Sequence[LensFinding]) -> str:
    """The findings about a lens, one a line."""
    lines = [f"{finding.question}: [{finding.kind}] {finding.text}" for finding in findings]
    return "\n".join([*lines, f"{name}: {len(findings)} findings"])


def lens_json(name: str, findings: Sequence[LensFinding]) -> dict[str, Any]:
    """The findings about a lens for machines."""
    return {"version": 1, "lens": name, "findings": [_lens_finding_json(finding) for finding in findings]}


def _lens_finding_json(finding: LensFinding) -> dict[str, Any]:
    choice = {} if finding.choice is None else {"choice": finding.choice}
    return {
        "kind": finding.kind,
        "question": finding.question,
        **choice,
        "conditions": list(finding.conditions),
        "witness": list(finding.witness),
        "text": finding.text,
    }


def _shown(location: Location) -> str:
    """A place as seen from the working folder, where it lies below it."""
    path = Path(location.path)
    below = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return str(Location(str(below), location.line, location.column))


def _answers(witness: Mapping[str, Answer], knowledge: KnowledgeBase) -> str:
    def shown(name: str, answer: Answer) -> str:
        question = knowledge.questions.get(name)
        return f"{name} = {answer if question is None else show_answer(answer, question)}"

    return ", ".join(shown(name, answer) for name, answer in witness.items())


# --- contents --------------------------------------------------------------------------------------


def contents(knowledge: KnowledgeBase) -> dict[str, dict[str, str]]:
    """Every id of the rule base with a few words about it, by kind."""
    return {
        "questions": {name: question.ask for name, question in knowledge.questions.items()},
        "decisions": {name: decision.question for name, decision in knowledge.decisions.items()},
        "options": {
            f"{name}.{option}": described.title
            for name, decision in knowledge.decisions.items()
            for option, described in decision.options.items()
        },
        "qualities": {name: quality.help for name, quality in knowledge.qualities.items()},
        "rules": {name: rule.because for name, rule in knowledge.rules.items()},
        "couplings": {name: coupling.because for name, coupling in knowledge.couplings.items()},
        "components": {name: component.about for name, component in knowledge.components.components.items()},
        "sources": {
            name: f"{source.authors} ({source.year}): {source.title}" for name, source in knowledge.sources.items()
        },
    }


def counts_text(knowledge: KnowledgeBase) -> str:
    """How many there are of each kind."""
    return "\n".join(f"{kind:<12}{len(names):>5}" for kind, names in contents(knowledge).items())


def kind_text(knowledge: KnowledgeBase, kind: str) -> str:
    """All ids of one kind with a few words about each."""
    names = contents(knowledge)[kind]
    width = max((len(name) for name in names), default=0) + 2
    return "\n".join(f"{name:<{width}}{about}" for name, about in names.items())


def thing_text(knowledge: KnowledgeBase, name: str) -> str | None:
    """Everything that has the id ``name``: its kind, what it says, and where it is used; ``None`` if nothing has it."""
    found = ["\n".join(lines) for lines in _things(knowledge, name)]
    return "\n\n".join(found) or None


def _things(knowledge: KnowledgeBase, name: str) -> Iterator[list[str]]:
    if name in knowledge.questions:
        yield [f"question {name}", *_question(knowledge, name)]
    together = _together(knowledge)
    if name in together:
        yield [f"question {name}", *_asked_together(together[name])]
    if name in knowledge.decisions:
        yield [f"decision {name}", *_decision(knowledge, name)]
    decision, _, option = name.partition(".")
    if decision in knowledge.decisions and option in knowledge.decisions[decision].options:
        yield [f"option {name}", *_option(knowledge, decision, option)]
    if name in knowledge.rules:
        yield [f"rule {name}", *_rule(knowledge, name)]
    if name in knowledge.couplings:
        yield [f"coupling {name}", *_coupling(knowledge, name)]
    if name in knowledge.components.components:
        yield [f"component {name}", *_component(knowledge, name)]
    if name in knowledge.qualities:
        yield [f"quality {name}", *_line("help", knowledge.qualities[name].help)]
    if name in knowledge.sources:
        yield [f"source {name}", *_source(knowledge, name)]


def _line(label: str, value: object) -> list[str]:
    return [f"  {label:<12}{value}"] if value not in (None, "", (), []) else []


def _list(label: str, values: Sequence[str]) -> list[str]:
    return [line for place, value in enumerate(values) for line in _line("" if place else label, value)]


def _question(knowledge: KnowledgeBase, name: str) -> list[str]:
    question = knowledge.questions[name]
    bounds = [f"{bound:g}" for bound in (question.minimum, question.maximum) if bound is not None]
    return [
        *_line("asks", question.ask),
        *_line("help", question.help),
        *_line("why", question.why),
        *_line("example", question.example),
        *_line("asked when", question.asked_when),
        *_line("unit", question.unit),
        *_line("range", " to ".join(bounds)),
        *_list("choices", [f"{choice}: {described.help}" for choice, described in question.choices.items()]),
        *_list("asked in", [inside for inside, found in _together(knowledge).items() if name in found.questions]),
        *_line("prior", question.prior and question.prior.origin),
        *_list("read by", _readers(knowledge, name)),
    ]


def _together(knowledge: KnowledgeBase) -> dict[str, Together]:
    """What is asked in one question on a terminal."""
    return {name: found for group in knowledge.groups.values() for name, found in group.together.items()}


def _asked_together(together: Together) -> list[str]:
    return [
        *_line("asks", together.ask),
        *_line("help", together.help),
        *_line("why", together.why),
        *_line("example", together.example),
        *_list("together", list(together.questions)),
    ]


def _readers(knowledge: KnowledgeBase, question: str) -> list[str]:
    """Rules, couplings, decisions and questions whose condition reads the answer."""
    whens = {
        **{f"rule {name}": rule.when for name, rule in knowledge.rules.items()},
        **{f"coupling {name}": coupling.when for name, coupling in knowledge.couplings.items()},
        **{f"decision {name}": decision.applies_when for name, decision in knowledge.decisions.items()},
        **{f"question {name}": other.asked_when for name, other in knowledge.questions.items()},
    }
    return [
        reader for reader, text in whens.items() if text is not None and question in knowledge.conditions[text].fields
    ]


def _decision(knowledge: KnowledgeBase, name: str) -> list[str]:
    decision = knowledge.decisions[name]
    return [
        *_line("asks", decision.question),
        *_line("why", decision.why),
        *_line("applies when", decision.applies_when),
        *_line("safeguard when", decision.safeguard_when),
        *_list("options", [f"{option}: {described.description}" for option, described in decision.options.items()]),
        *_list("rules", [rule for rule, value in knowledge.rules.items() if name in (*value.weigh, *value.forbid)]),
        *_list("couplings", [coupling for coupling, value in knowledge.couplings.items() if name in value.pair]),
    ]


def _option(knowledge: KnowledgeBase, decision: str, option: str) -> list[str]:
    described = knowledge.decisions[decision].options[option]
    spoken = [
        f"{rule} {value.weigh[decision][option]:+g}"
        for rule, value in knowledge.rules.items()
        if option in value.weigh.get(decision, {})
    ]
    spoken += [
        f"{rule} forbids it" for rule, value in knowledge.rules.items() if option in value.forbid.get(decision, ())
    ]
    coupled = [
        f"{coupling} {'forbids it' if value.weight is None else format(value.weight, '+g')}"
        for coupling, value in knowledge.couplings.items()
        if option in value.pair.get(decision, ())
    ]
    practice = [f"{when} {weight:+g}" for when, weight in spoken_of(knowledge.practice, decision, option)]
    effects = [f"{quality} {effect.grade:+d}: {effect.because}" for quality, effect in described.effects.items()]
    return [
        *_line("title", described.title),
        *_line("means", described.description),
        *_list("better", described.better),
        *_list("worse", described.worse),
        *_line("effort", f"{described.effort} of 3"),
        *_list("effects", effects),
        *_list("rules", spoken),
        *_list("couplings", coupled),
        *_list("practice", practice),
        *_list("components", [use.component for use in described.components]),
        *_list("sources", described.sources),
    ]


def _rule(knowledge: KnowledgeBase, name: str) -> list[str]:
    rule = knowledge.rules[name]
    weights = [
        f"{decision}.{option} {weight:+g}" for decision, some in rule.weigh.items() for option, weight in some.items()
    ]
    forbidden = [f"{decision}.{option}" for decision, options in rule.forbid.items() for option in options]
    return [
        *_line("when", rule.when or "always"),
        *_list("weighs", weights),
        *_list("forbids", forbidden),
        *_line("because", rule.because),
        *_list("sources", rule.sources),
    ]


def _coupling(knowledge: KnowledgeBase, name: str) -> list[str]:
    coupling = knowledge.couplings[name]
    return [
        *_line("when", coupling.when or "always"),
        *_list("joins", [f"{decision}: {', '.join(options)}" for decision, options in coupling.pair.items()]),
        *_line("weight", "forbidden" if coupling.weight is None else f"{coupling.weight:+g}"),
        *_line("because", coupling.because),
        *_list("sources", coupling.sources),
    ]


def _component(knowledge: KnowledgeBase, name: str) -> list[str]:
    component = knowledge.components.components[name]
    users = [
        f"{decision}.{option}"
        for decision, value in knowledge.decisions.items()
        for option, described in value.options.items()
        if any(use.component == name for use in described.components)
    ]
    return [
        *_line("name", component.name),
        *_line("kind", component.kind),
        *_line("technology", component.technology),
        *_line("products", ", ".join(component.products)),
        *_line("place", component.place),
        *_line("role", component.role),
        *_line("about", component.about),
        *_list("brought by", users),
    ]


def _source(knowledge: KnowledgeBase, name: str) -> list[str]:
    source = knowledge.sources[name]
    citing = [f"rule {rule}" for rule, value in knowledge.rules.items() if name in value.sources]
    citing += [f"coupling {coupling}" for coupling, value in knowledge.couplings.items() if name in value.sources]
    citing += [
        f"option {decision}.{option}"
        for decision, value in knowledge.decisions.items()
        for option, described in value.options.items()
        if name in described.sources or any(name in effect.sources for effect in described.effects.values())
    ]
    return [
        *_line("authors", source.authors),
        *_line("title", source.title),
        *_line("year", source.year),
        *_line("venue", source.venue),
        *_line("link", source.url),
        *_line("part", source.part),
        *_line("strength", source.strength),
        *_line("read", "yes" if source.read else "no"),
        *_line("note", source.note),
        *_list("cited by", citing),
    ]
