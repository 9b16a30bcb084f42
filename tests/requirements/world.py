"""A small questionnaire with one question of each kind, to read system files with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from advisor.answers import Answer, Range
from advisor.knowledge.schema import Answers, Choice, Decision, Effect, Option, Quality, Question
from advisor.requirements.system import System


def _question(answers: Answers, ask: str, example: str = "none", **more: Any) -> Question:
    return Question(ask=ask, help=f"{ask} In other words.", why="It decides.", example=example, answers=answers, **more)


def _choices(**labels: str) -> dict[str, Choice]:
    return {name: Choice(label=label, help=f"{label}.") for name, label in labels.items()}


def _option(title: str) -> Option:
    return Option(
        title=title,
        phrase=title,
        description=f"{title}.",
        better=("good",),
        worse=("bad",),
        effort=1,
        effects={"cost": Effect(grade=0, because="same")},
        sources=("own",),
    )


QUESTIONS: dict[str, Question] = {
    "task": _question(
        Answers.CHOICE, "Which task?", choices=_choices(ranking="Ranking", forecasting="Forecasting", none="No task")
    ),
    "modality": _question(
        Answers.CHOICES, "Which data?", choices=_choices(tabular="Tables", text="Text", time_series="Time series")
    ),
    "latency_budget_ms": _question(
        Answers.NUMBER, "How long may it take?", "80 ms: a payment", unit="ms", minimum=0.00001, maximum=604_800_000
    ),
    "peak_requests_per_second": _question(Answers.NUMBER, "How many at the peak?", unit="1/s", minimum=0),
    "availability_target": _question(Answers.NUMBER, "How available?", unit="fraction", minimum=0, maximum=1),
    "entities": _question(Answers.NUMBER, "How many things?", unit="count", minimum=0, asked_when="task == ranking"),
    "regulated": _question(Answers.BOOLEAN, "Is it regulated?"),
}


@dataclass(frozen=True)
class World:
    """The names that files of this small world may use."""

    questions: dict[str, Question]
    decisions: dict[str, Decision]
    qualities: dict[str, Quality]


WORLD = World(
    questions=QUESTIONS,
    decisions={
        "compute_location": Decision(
            title="Compute location",
            question="Where?",
            short="Where",
            why="It matters.",
            options={"cloud": _option("Cloud"), "edge": _option("Edge")},
        )
    },
    qualities={
        "cost": Quality(label="Low cost", help="What it takes."),
        "latency": Quality(label="Latency", help="How soon."),
    },
)


def _answers(question: Question) -> st.SearchStrategy[Answer]:
    match question.answers:
        case Answers.CHOICE:
            return st.sampled_from(sorted(question.choices))
        case Answers.CHOICES:
            ticked = st.sets(st.sampled_from(sorted(question.choices)), min_size=1)
            return ticked.map(lambda names: tuple(name for name in question.choices if name in names))
        case Answers.BOOLEAN:
            return st.booleans()
        case _:
            number = st.floats(question.minimum, question.maximum if question.maximum is not None else 1e18)
            pair = st.tuples(number, number).filter(lambda ends: ends[0] < ends[1])
            return number | pair.map(lambda ends: Range(*ends))


_LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=90).map(lambda text: " ".join(text.split()))

SYSTEMS: st.SearchStrategy[System] = st.builds(
    System,
    name=_LINES.filter(lambda name: name != "" and name.isprintable()),
    purpose=_LINES.filter(str.isprintable),
    requirements=st.fixed_dictionaries({}, optional={name: _answers(q) for name, q in QUESTIONS.items()}),
    priorities=st.fixed_dictionaries({}, optional={name: st.floats(0, 5) for name in WORLD.qualities}),
    fixed=st.fixed_dictionaries({}, optional={"compute_location": st.sampled_from(["cloud", "edge"])}),
    unknown=st.frozensets(st.sampled_from(sorted(QUESTIONS))),
)
"""Every system that a file of this world can describe."""
