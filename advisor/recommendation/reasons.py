"""Why an option stands where it stands: every rule, coupling and priority that speaks for or against it.

For the recommended options the contributions add up to the score of the architecture, each coupling counted once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.answers import Answer
from advisor.conditions import arithmetic_bounds, parse_arithmetic
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.loading import quoted_fields
from advisor.reasoning.model import THOUSANDTHS, Model, thousandths
from advisor.reasoning.solution import Solution
from advisor.recommendation.recommendation import Reason
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer
from advisor.units import factor, readable_unit, show_quantity

_UNANSWERED = "an amount not yet answered"


def reasons_for(model: Model, system: System, solution: Solution) -> dict[str, dict[str, tuple[Reason, ...]]]:
    """The reasons of every option of every decision that applies, strongest first.

    Couplings are read against the options recommended for the other decisions.
    """
    found: dict[str, dict[str, list[Reason]]] = {
        decision: {option: [] for option in options}
        for decision, options in zip(model.decisions, model.options, strict=True)
    }
    for reason in (
        *_from_rules(model, system, solution),
        *_from_couplings(model, system, solution),
        *_from_priorities(model.knowledge, system),
    ):
        found[reason.decision][reason.option].append(reason)
    return {
        decision: {option: tuple(sorted(reasons, key=_strength)) for option, reasons in options.items()}
        for decision, options in found.items()
    }


def _strength(reason: Reason) -> tuple[float, str]:
    return -abs(contribution(reason)), reason.rule


def contribution(reason: Reason) -> float:
    """Log-odds that a reason adds to its option, given how sure it is to hold; ``-inf`` where it forbids for sure."""
    if not math.isinf(reason.effect):
        return reason.effect * reason.certainty
    if reason.certainty == 1.0:
        return -math.inf
    return round(math.log1p(-reason.certainty) * THOUSANDTHS) / THOUSANDTHS


def _share(model: Model, solution: Solution, when: str | None) -> float:
    row = model.row(when)
    return 1.0 if row is None else float(solution.situation.share[row])


def _from_rules(model: Model, system: System, solution: Solution) -> Iterator[Reason]:
    knowledge = model.knowledge
    for name, rule in knowledge.rules.items():
        share = _share(model, solution, rule.when)
        if share == 0.0:
            continue
        text = fill(rule.because, system, knowledge)
        answers = knowledge.conditions[rule.when].fields if rule.when is not None else ()
        effects = [
            (d, o, thousandths(w) / THOUSANDTHS) for d, weights in rule.weigh.items() for o, w in weights.items()
        ]
        effects += [(d, o, -math.inf) for d, options in rule.forbid.items() for o in options]
        for decision, option, effect in effects:
            yield Reason(name, "rule", decision, option, effect, share, text, rule.sources, answers)


def _from_couplings(model: Model, system: System, solution: Solution) -> Iterator[Reason]:
    knowledge = model.knowledge
    for name, coupling in knowledge.couplings.items():
        share = _share(model, solution, coupling.when)
        if share == 0.0:
            continue
        effect = -math.inf if coupling.weight is None else thousandths(coupling.weight) / THOUSANDTHS
        text = fill(coupling.because, system, knowledge)
        read = knowledge.conditions[coupling.when].fields if coupling.when is not None else ()
        first, second = coupling.pair
        for decision, other in ((first, second), (second, first)):
            if solution.chosen[decision] is not None and solution.chosen[other] in coupling.pair[other]:
                for option in coupling.pair[decision]:
                    sources, answers = coupling.sources, (*read, other)
                    yield Reason(name, "coupling", decision, option, effect, share, text, sources, answers)


def _from_priorities(knowledge: KnowledgeBase, system: System) -> Iterator[Reason]:
    preference = knowledge.preference
    for quality, priority in system.priorities.items():
        weight = round(preference.weight_per_grade * THOUSANDTHS * (priority - preference.neutral)) / THOUSANDTHS
        if weight == 0.0:
            continue
        label = knowledge.qualities[quality].label
        for decision, value in knowledge.decisions.items():
            for option, described in value.options.items():
                effect = described.effects.get(quality)
                if effect is None or effect.grade == 0:
                    continue
                text = f"{label} weighs {priority:g} of 5: {_uncapitalised(effect.because)}"
                yield Reason(
                    f"priority:{quality}", "priority", decision, option, weight * effect.grade, 1.0, text,
                    effect.sources, (PRIORITY_PREFIX + quality,),
                )  # fmt: skip


def _uncapitalised(sentence: str) -> str:
    """As it stands after a colon; names in capitals stay."""
    return sentence[0].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] == " " else sentence


def fill(sentence: str, system: System, knowledge: KnowledgeBase) -> str:
    """``sentence`` with every quoted answer, and the result of quoted arithmetic, filled in.

    An answer that is missing says so; arithmetic with a missing answer gives the least that it may come to.
    """
    answers = system.requirements
    for quoted in quoted_fields(sentence):
        if not quoted.isidentifier():
            shown = _result(quoted, answers, knowledge)
        else:
            shown = show_answer(answers[quoted], knowledge.questions[quoted]) if quoted in answers else _UNANSWERED
        sentence = sentence.replace(f"{{{quoted}}}", shown)
    return sentence


def _result(quoted: str, answers: Mapping[str, Answer], knowledge: KnowledgeBase) -> str:
    arithmetic = parse_arithmetic(quoted, knowledge.vocabulary)
    low, high = arithmetic_bounds(arithmetic, answers, knowledge.vocabulary)
    unit = readable_unit(arithmetic.dimension)
    complete = all(name in answers for name in arithmetic.fields)
    if not complete and not 0 < low < math.inf:
        return _UNANSWERED
    ends = dict.fromkeys((low, high) if complete else (low,))
    return " to ".join(show_quantity(end / factor(unit), unit) for end in ends)
