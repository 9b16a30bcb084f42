"""What an interview says, the same in every front end."""

from __future__ import annotations

from advisor.answers import Answer, Range
from advisor.errors import UserError
from advisor.interview.composite import REST, accepted_parts
from advisor.interview.session import Session
from advisor.interview.steps import Step
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.answers import InvalidAnswer, accepted_answers
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
    question = step.question
    if step.parts:
        return accepted_parts(step.named)
    if question.answers is not Answers.NUMBER:
        return accepted_answers(question)
    match question.unit:
        case None | "count":
            return "a number"
        case "fraction":
            return "a share such as 0.05 or 5 %"
        case unit:
            return f"a number in {unit}"


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
        f"Accepted: {accepted(step)}." + _more(question),
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
    now = [f" (now {shown})" if (shown := part.shown_in(system)) else "" for part in step.parts]
    lines = [line + there for line, there in zip(choice_lines(step.question), now, strict=True)]
    return lines if step.parts[0].section == "priorities" else [*lines, f"{REST}: all others"]


def accepted(step: Step) -> str:
    """What may be answered, in full."""
    return accepted_parts(step.named) if step.parts else accepted_answers(step.question)


def _listed_in_help(step: Step) -> list[str]:
    """The choices with what they mean; of facts asked together also what each means and decides."""
    lines = choice_lines(step.question)
    if step.section != "together" or step.parts[0].section != "requirements":
        return lines
    explained = (f"  {part.question.help} {part.question.why}" for part in step.parts)
    return [line for pair in zip(lines, explained, strict=True) for line in pair]


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
    value = session.outlook.values.get(step.id) if step else None
    if step is None or value is None:
        return []
    told = sorted(value.information, key=lambda name: -value.information[name])[:_MOST_FED]
    lines = [f"It bears most on: {', '.join(told)}."] if told else []
    for outcome in value.outcomes[:_MOST_OUTCOMES]:
        if not outcome.feasible:
            follows = "leaves no architecture"
        else:
            shown = [f"{name}: {option or 'falls away'}" for name, option in list(outcome.moves.items())[:_MOST_FED]]
            more = len(outcome.moves) - len(shown)
            follows = "; ".join(shown) + (f"; {more} more" if more > 0 else "") or "moves nothing"
        lines.append(f"{_part(outcome.answer, step)} → {follows}")
    more = len(value.outcomes) - _MOST_OUTCOMES
    return [*lines, f"… and {more} more answers"] if more > 0 else lines


def _part(answer: Answer, step: Step) -> str:
    """An answer, or a part of a number between two breakpoints."""
    if not isinstance(answer, Range):
        return step.shown(answer)
    question = step.question
    least = 0.0 if question.minimum is None else question.minimum
    lowest, highest = answer.low <= least, question.maximum is None or answer.high >= question.maximum
    if lowest and answer.high < _UNBOUNDED:
        return f"under {show_answer(answer.high, question)}"
    if highest or answer.high >= _UNBOUNDED:
        return f"{show_answer(max(answer.low, least), question)} or more"
    return show_answer(answer, question)


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


def _more(question: Question) -> str:
    match question.answers:
        case Answers.NUMBER:
            return " A range is written '200 to 900'; a measured number '80, measured: load test, 2026-10'."
        case Answers.CHOICES:
            return " Separate several with commas."
        case _:
            return ""
