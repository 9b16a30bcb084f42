"""What an interview says, the same in every front end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from advisor.answers import Answer, Range
from advisor.errors import UserError
from advisor.interview.composite import REST, accepted_parts, outcomes_within
from advisor.interview.session import Session
from advisor.interview.steps import Step
from advisor.knowledge.schema import Answers, Question
from advisor.reasoning.information import Outcome
from advisor.requirements.answers import InvalidAnswer, accepted_answers, kind_of_answer
from advisor.requirements.system import System
from advisor.requirements.wording import show_answer, typed

COMMANDS = {
    ":back": "to the question before",
    ":undo": "take the last answer back",
    ":help": "what the question means (also ?)",
    ":unknown": "the answer is not known, or the question does not apply; it is not asked again",
    ":skip": "leave it for later (also an empty line)",
    ":jump ID": "to the question with this id",
    ":review": "all answers so far; on a whole screen each can be changed there",
    ":quit": "leave; every answer is saved",
}


_MOST_FED = 4
_MOST_OUTCOMES = 9
_UNBOUNDED = 1e18
_LEAST_ABOVE_ZERO = math.ulp(0.0)


def question_line(session: Session) -> str:
    """The present question in one line: ``[5/64] latency_budget_ms: What is …? (a number in ms, …)``."""
    step = session.step
    if step is None:
        return ""
    shown = step.shown_in(session.system)
    now = f"; now {shown}" if shown else ""
    return f"{progress(session)} {step.id}: {step.question.ask} ({brief(step)}{now})"


def brief(step: Step) -> str:
    """What kind of answer is wanted, in a few words."""
    if step.parts:
        return accepted_parts(step.composite)
    return kind_of_answer(step.question) if step.question.answers is Answers.NUMBER else accepted(step)


def progress(session: Session) -> str:
    """How far the interview is, counting the questions that make sense: ``[5/64]``, with a guide ``[4 answered]``."""
    if session.guide is not None:
        return f"[{session.answered} answered]"
    asked = session.asked
    before = sum(1 for step in session.questionnaire.steps[: session.cursor] if step in asked)
    return f"[{min(before + 1, len(asked))}/{len(asked)}]"


def received_line(step: Step, after: Session) -> str:
    """How the answer to ``step`` was understood."""
    system = after.system
    not_known = [part.name for part in step.parts if part.id in system.unknown]
    if shown := step.shown_in(system):
        return f"{step.id}: {shown}" + (f"; unknown {', '.join(not_known)}" if not_known else "")
    return f"{step.id}: {'unknown' if step.id in system.unknown or not_known else 'left open'}"


def help_lines(step: Step) -> list[str]:
    """What the question means, why it is asked, what may be answered, an example, and the commands."""
    question = step.question
    return [
        question.help,
        f"Why it is asked: {question.why}",
        *_listed_in_help(step),
        f"Accepted: {accepted(step)}." + _more(step),
        f"Example: {question.example}.",
        *(f"{command}: {meaning}" for command, meaning in COMMANDS.items()),
    ]


def choice_lines(question: Question) -> list[str]:
    """The choices of a question, numbered as they may be answered."""
    return [
        f"{number} {name}: {choice.help}" for number, (name, choice) in enumerate(question.choices.items(), start=1)
    ]


def listed_lines(step: Step, system: System) -> list[str]:
    """What may be answered, a line each: the choices, or what is asked together with the answers that are there."""
    if not step.parts:
        return choice_lines(step.question) or [brief(step)]
    lines = []
    for part, line in zip(step.parts, choice_lines(step.question), strict=True):
        now = f" (now {said})" if (said := part.said_in(system)) else ""
        lines += [line + now, *_answers_to(part)]
    alike = all(part.question.answers is Answers.BOOLEAN for part in step.parts)
    return [*lines, f"{REST}: all others"] if alike else lines


def _answers_to(part: Step) -> list[str]:
    """What answers a part, in a line beneath it; none where that goes without saying."""
    question = part.question
    if part.section == "priorities" or question.answers is Answers.BOOLEAN:
        return []
    if question.answers is not Answers.NUMBER:
        return [f"    {kind_of_answer(question)}"]
    example = f"such as {example_answer(question)}"
    match question.unit:
        case "count":
            return [f"    a number, {example}"]
        case "fraction":
            return [f"    a share from 0 to 1 or in percent, {example}"]
        case unit:
            bare = f"per {unit[2:]}" if unit and unit.startswith("1/") else f"in {unit}"
            return [f"    {example}; a number without a unit is {bare}"]


def accepted(step: Step) -> str:
    """What may be answered, in full."""
    return accepted_parts(step.composite) if step.parts else accepted_answers(step.question)


def _listed_in_help(step: Step) -> list[str]:
    """The choices with what they mean; of facts asked together also what each means and decides."""
    lines = choice_lines(step.question)
    if step.section != "together" or step.parts[0].section != "requirements":
        return lines
    for place, part in reversed(list(enumerate(step.parts, start=1))):
        answers = [f"    {line}" for line in choice_lines(part.question)] or _answers_to(part)
        lines[place:place] = [f"  {part.question.help} {part.question.why}", *answers]
    return lines


def review_lines(session: Session) -> list[str]:
    """All answers so far, and what is open."""
    lines = []
    for step in (step for step in session.questionnaire.steps if not step.parts):
        if shown := step.shown_in(session.system):
            lines.append(f"{step.id}: {shown}")
        elif step.id in session.system.unknown:
            lines.append(f"{step.id}: unknown")
    return [*lines, f"{len(session.open)} of {len(session.asked)} questions are open."]


def typed_answer(step: Step, system: System) -> str:
    """The answer that ``system`` has as it would be typed; empty for none."""
    answer, origin = step.answer_in(system), system.origin(step.id)
    if answer is None:
        return ""
    return f"{typed(answer)}, measured: {origin}" if origin else typed(answer)


def refusal_line(step: Step, refusal: UserError) -> str:
    """One line for one bad input: what was read, what is accepted, an example."""
    text = str(refusal)
    if not isinstance(refusal, InvalidAnswer):
        return text
    if refusal.found not in text:
        text = f"{refusal.found}: {text}"
    if "Accepted: " not in text and "Allowed: " not in text:
        text += f" Accepted: {accepted(step)}."
    return f"{text} Example: {example_answer(step.question)}"


def example_answer(question: Question) -> str:
    """The answer of the example, without the situation it belongs to."""
    answer, _, _ = question.example.partition(": ")
    return answer


def implication_lines(session: Session) -> list[str]:
    """What each answer to the present question would move, as things stand."""
    step = session.step
    values = session.outlook.values
    value = values.get(step.id) if step else None
    if step is None or value is None:
        return []
    told = sorted(value.information, key=lambda name: -value.information[name])[:_MOST_FED]
    lines = [f"It bears most on: {', '.join(told)}."] if told else []
    if not step.parts:
        outcomes = _alike_as_one(value.outcomes)
        lines += [_follows(outcome, step.question) for outcome in outcomes[:_MOST_OUTCOMES]]
        more = len(outcomes) - _MOST_OUTCOMES
        return [*lines, f"… and {more} more answers"] if more > 0 else lines
    for part in (part for part in step.parts if part.id in values):
        outcomes = _alike_as_one(outcomes_within(values[part.id]))
        moving = [outcome for outcome in outcomes if outcome.moves or not outcome.feasible]
        lines += [f"{part.name} {_follows(outcome, part.question)}" for outcome in moving]
    return [*lines, "Any other answer by itself → moves nothing"]


def _alike_as_one(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes, those of numbers that follow each other and move the same put together."""
    found: list[Outcome] = []
    for outcome in outcomes:
        before = found[-1] if found else None
        if (
            before is not None
            and isinstance(before.answer, Range)
            and isinstance(outcome.answer, Range)
            and (before.feasible, before.moves) == (outcome.feasible, outcome.moves)
        ):
            both = Range(before.answer.low, outcome.answer.high)
            found[-1] = replace(outcome, answer=both, chance=before.chance + outcome.chance)
        else:
            found.append(outcome)
    return found


def _follows(outcome: Outcome, question: Question) -> str:
    """An answer and what it would move."""
    if not outcome.feasible:
        return f"{_values(outcome.answer, question)} → leaves no architecture"
    shown = [f"{name}: {option or 'falls away'}" for name, option in list(outcome.moves.items())[:_MOST_FED]]
    more = len(outcome.moves) - len(shown)
    follows = "; ".join(shown) + (f"; {more} more" if more > 0 else "") or "moves nothing"
    return f"{_values(outcome.answer, question)} → {follows}"


def _values(answer: Answer, question: Question) -> str:
    """An answer, or the values of a number between two breakpoints."""
    if isinstance(answer, str) and question.answers is Answers.CHOICE:
        return answer
    if not isinstance(answer, Range):
        return show_answer(answer, question)
    least = 0.0 if question.minimum is None else question.minimum
    greatest = _UNBOUNDED if question.maximum is None else question.maximum
    lowest, highest = answer.low <= least, answer.high >= min(greatest, _UNBOUNDED)
    if lowest and highest:
        return "any number"
    if lowest:
        return f"under {show_answer(answer.high, question)}"
    if highest and answer.low == _LEAST_ABOVE_ZERO:
        return "more than 0"
    return f"{show_answer(answer.low, question)} or more" if highest else show_answer(answer, question)


def standing_lines(session: Session) -> list[str]:
    """What would be recommended now, the least certain first, each with its certainty in percent."""
    outlook = session.outlook
    return [
        f"{share:4.0%}  {name}: {outlook.options[name]}"
        for name, share in sorted(outlook.certainty.items(), key=lambda item: item[1])
    ]


def stop_line(session: Session) -> str:
    """Said when no single answer left would change a recommended option; else empty."""
    outlook = session.outlook
    if not outlook.options or not session.answered or not outlook.is_settled(session.open):
        return ""
    return (
        f"You can stop here (:quit): {session.answered} answered, {_decisions(len(outlook.open))} still open; "
        "no single answer left would change a recommended option."
    )


def conflict_lines(session: Session) -> list[str]:
    """Why the answers leave no architecture, and the changes that help, each enough by itself."""
    lines = []
    for conflict in session.outlook.conflicts:
        lines.append(f"No architecture is left: {conflict.text}")
        lines += [f"  way out: {change.text}" for change in conflict.relaxations]
    return lines


def stays_lines(step: Step, after: Session) -> list[str]:
    """Said when the question that was just answered is put again."""
    same = after.step is not None and after.step.id == step.id
    return ["Answer otherwise, take it back with :undo, or leave it so with an empty line."] if same else []


def closing_line(session: Session) -> str:
    """How an interview that was ended ended."""
    return f"{'Left' if session.left else 'Done'}: {_saved(session)}"


def interrupted_line(session: Session) -> str:
    """What is said when the input ends before the interview does."""
    return f"The input ended: {_saved(session)}"


def _saved(session: Session) -> str:
    if session.guide is not None and session.outlook.options:
        still = _decisions(len(session.outlook.open))
        return f"all answers are saved; {session.answered} answered, {still} still too close to call."
    return f"all answers are saved; {len(session.open)} of {len(session.asked)} questions are open."


def _decisions(count: int) -> str:
    return "1 decision" if count == 1 else f"{count} decisions"


def _more(step: Step) -> str:
    facts = [part for part in step.parts if part.section == "requirements"]
    if number := next((part.id for part in facts if part.question.answers is Answers.NUMBER), ""):
        return f" Separate several with commas. A range is written '200 to 900'; what was measured at :jump {number}."
    match step.question.answers:
        case Answers.NUMBER:
            return " A range is written '200 to 900'; a measured number '80, measured: load test, 2026-10'."
        case Answers.CHOICES:
            return " Separate several with commas."
        case _:
            return ""
