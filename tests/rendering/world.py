"""A small finished world to render: five decisions, one of them fixed, one open, one that does not apply."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from advisor.answers import Answer, Range
from advisor.architecture.architecture import Architecture, Choice, Frame, Link, Part
from advisor.architecture.views import Line
from advisor.conditions import parse
from advisor.knowledge.base import KnowledgeBase, requirement_fields
from advisor.knowledge.schema import (
    Always,
    ComponentCatalog,
    ComponentKind,
    Coupling,
    Decision,
    Preference,
    Quality,
    Question,
    Risk,
    Rule,
    Source,
    Term,
)
from advisor.reasoning.closings import Closing
from advisor.reasoning.conflicts import Conflict, Relaxation
from advisor.reasoning.flips import Flip
from advisor.reasoning.pareto import Front
from advisor.reasoning.robustness import Robustness
from advisor.reasoning.simplest import Move, SimplestSufficient, Simplification
from advisor.recommendation.recommendation import (
    OPEN_BELOW,
    DecisionAdvice,
    Estimate,
    OpenQuestion,
    OptionAdvice,
    Reason,
    Recommendation,
    SimilarSystem,
)
from advisor.recommendation.study import Study
from advisor.records.life import plan_records
from advisor.rendering.charts import tradeoff_charts
from advisor.rendering.views import Dossier, record_numbers
from advisor.requirements.system import System

DATE = "2026-11-24"
HOSTILE = "]( <img src=x onerror=alert(1)> \x1b[31m`# | {{ 7 * 7 }} [red]\n---\n# Owned\u202e $HOME"


# --- what is known ---------------------------------------------------------------------------------


def _options(**options: tuple[str, str, str, str, str]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "title": title,
            "phrase": phrase,
            "description": description,
            "better": [better],
            "worse": [worse],
            "effort": 1,
            "effects": {},
            "sources": ["huyen2022-ch7"],
        }
        for name, (title, phrase, description, better, worse) in options.items()
    }


DECISIONS = {
    "prediction_mode": Decision(
        title="Prediction mode",
        question="When are predictions computed?",
        short="When computed",
        why="It decides whether the model stands between a caller and the answer.",
        options=_options(
            batch=(
                "Batch",
                "score everything ahead on a schedule",
                "A job scores all known items and stores the results.",
                "Serving is a look-up that survives the model's outage.",
                "What happened since the last run is not in the answer.",
            ),
            online=(
                "Online",
                "score each item at the request",
                "The caller waits while the model computes.",
                "The answer sees the basket as it is.",
                "The model's outage is the caller's outage.",
            ),
            event_driven=(
                "Event-driven",
                "score each event as it arrives",
                "A stream job scores events that nobody waits for.",
                "Load peaks queue up instead of failing.",
                "A caller can't wait for the answer.",
            ),
        ),
    ),
    "compute_location": Decision(
        title="Compute location",
        question="Where does inference run?",
        short="Where it runs",
        why="It decides who owns the machines and how far the data travels.",
        options=_options(
            cloud=(
                "Cloud",
                "run inference on cloud servers",
                "Rented servers in one region.",
                "Capacity follows the load within minutes.",
                "Each call pays the network's round trip.",
            ),
            on_premises=(
                "On premises",
                "run inference on your own servers",
                "Servers in your own buildings.",
                "Card data never leaves the building.",
                "Capacity for the peak stands idle at night.",
            ),
        ),
    ),
    "feature_consistency": Decision(
        title="Feature consistency",
        question="How is training kept the same as serving?",
        short="Same in training",
        why="A feature computed in two ways is the commonest silent error in production.",
        options=_options(
            shared_code=(
                "Shared code",
                "run the same feature code in training and serving",
                "One library computes features in both places.",
                "A change is made once and tested once.",
                "Training replays raw events through request-time code, which is slow.",
            ),
            feature_store=(
                "Feature store",
                "read features from one store in training and serving",
                "A store keeps current values and point-in-time history.",
                "Training sets are correct as of each example's moment.",
                "A store of its own has to be run around the clock.",
            ),
            log_and_train=(
                "Log and train",
                "log features when serving and train from the log",
                "What was served is written down and becomes the training set.",
                "Training sees exactly what serving saw.",
                "A new feature needs weeks of logs before it can be used.",
            ),
        ),
    ),
    "human_oversight": Decision(
        title="Human oversight",
        question="What part do people have in single predictions?",
        short="People's part",
        why="It decides who answers for a wrong prediction.",
        options=_options(
            none=(
                "None",
                "act on predictions without review",
                "The prediction is the decision.",
                "No queue of cases to staff.",
                "A wrong block is found when the customer complains.",
            ),
            review_uncertain=(
                "Review uncertain cases",
                "send uncertain predictions to reviewers",
                "Scores in a middle band go to people.",
                "Reviewed cases become labels within a day.",
                "Reviewers must be there at weekends.",
            ),
        ),
    ),
    "llm_access": Decision(
        title="Model access",
        question="Whose model is called?",
        short="Whose model",
        why="It decides who sees the inputs.",
        applies_when="task in [generation, question_answering]",
        options=_options(
            hosted_api=("Hosted API", "call a provider's model", "A call.", "No servers.", "A provider sees inputs."),
            self_hosted=("Self-hosted", "serve open weights", "Own servers.", "Inputs stay.", "GPUs to run."),
        ),
    ),
}


def _question(ask: str, answers: str, unit: str | None = None, **choices: str) -> Question:
    return Question.model_validate(
        {
            "ask": ask,
            "help": "What the question means.",
            "why": "What the answer decides.",
            "example": "80 ms",
            "answers": answers,
            "unit": unit,
            "choices": {name: {"label": label, "help": "When it is right."} for name, label in choices.items()},
        }
    )


QUESTIONS = {
    "task": _question("What kind of prediction is made?", "choice", anomaly_detection="Flag the unusual"),
    "prediction_trigger": _question(
        "What makes a prediction necessary?", "choice", user_request="Somebody waits", event="An event arrives"
    ),
    "input_space": _question(
        "Is everything that may be scored known before it is asked for?", "choice", open="Only known at the request"
    ),
    "latency_budget_ms": _question("What is the longest acceptable time to a prediction?", "number", "ms"),
    "peak_requests_per_second": _question("How many predictions are asked for at the peak?", "number", "1/s"),
    "data_residency": _question("Must the data stay in a certain place?", "choice", on_premises="Own buildings"),
    "label_delay_s": _question("How long until the truth is known?", "number", "s"),
    "human_reviewers": _question("Are people available to review single predictions?", "boolean"),
    "ml_maturity": _question("How many models run already?", "choice", many_models="Ten or more"),
}


def _source(authors: str, title: str, year: int, url: str | None, read: bool = True) -> Source:
    return Source(kind="book", authors=authors, title=title, year=year, url=url, strength="moderate", read=read)


SOURCES = {
    "huyen2022-ch7": _source(
        "Huyen, C.", "Designing Machine Learning Systems, chapter 7", 2022, "https://example.org/dmls"
    ),
    "zinkevich2017-rules": _source("Zinkevich, M.", "Rules of Machine Learning", 2017, "https://example.org/rules"),
    "feast-docs": _source("Feast authors", "Feast documentation", 2025, "https://example.org/feast", read=False),
    "advisor-judgement": _source("The authors of this rule base", "Our own judgement", 2026, None),
}

QUALITIES = {
    "latency": Quality(label="Latency", help="How soon an answer is there."),
    "cost": Quality(label="Low cost", help="What it takes in money."),
}


CONDITIONS = ("latency_budget_ms < 100", "not input_space == open")


def _risk(decision: str, options: tuple[str, ...], failure: str, **more: Any) -> Risk:
    words = {"mitigation": "Look for it every week.", "effect": "serious", "likelihood": "rare", **more}
    return Risk(decision=decision, options=options, failure=failure, sources=("zinkevich2017-rules",), **words)


RISKS = {
    "overload": _risk(
        "prediction_mode", ("online",), "Requests queue at the peak.", likelier_when="latency_budget_ms < 100"
    ),
    "stale-table": _risk("prediction_mode", ("batch",), "The table is old.", effect="severe"),
    "log-is-short": _risk(
        "feature_consistency",
        ("log_and_train",),
        "A new feature has no history.",
        effect="severe",
        likelihood="frequent",
    ),
    "lists-leak": _risk("prediction_mode", ("online",), "The list leaks.", when="not input_space == open"),
}
"""Of the recommendation: the log comes first, then the overload, which the budget makes likelier."""

GLOSSARY = {
    "feature": Term(term="feature", forms=("features",), meaning="An input <computed> from raw data."),
    "feature-store": Term(term="feature store", meaning="A service that computes features once."),
}


def knowledge() -> KnowledgeBase:
    """The rule base behind the recommendation."""
    rule = Rule(weigh={"prediction_mode": {"batch": 0.4}}, because="Most do.", sources=("huyen2022-ch7",))
    coupling = Coupling(
        pair={"prediction_mode": ("online",), "feature_consistency": ("log_and_train",)},
        weight=0.4,
        because="They fit.",
        sources=("zinkevich2017-rules",),
    )
    preference = Preference(neutral=2, weight_per_grade=0.15, because="A nudge.", sources=("advisor-judgement",))
    return KnowledgeBase(
        version="1.0",
        date=DATE,
        digest="sha256:3f9c0d7e",
        groups={},
        questions=QUESTIONS,
        decisions=DECISIONS,
        rules={"precomputing-is-cheapest": rule},
        couplings={"served-features-are-worth-logging": coupling},
        sources=SOURCES,
        qualities=QUALITIES,
        preference=preference,
        components=ComponentCatalog(
            boundaries={}, places={}, components={}, always=Always(personal="data_sensitivity >= personal")
        ),
        conditions={text: parse(text, requirement_fields(QUESTIONS, QUALITIES)) for text in CONDITIONS},
        risks=RISKS,
        glossary=GLOSSARY,
    )


# --- what was found --------------------------------------------------------------------------------

IMPOSSIBLE = -math.inf


def _reasons(
    decision: str,
    rule: str,
    text: str,
    effects: Mapping[str, float],
    *answers: str,
    source: str = "huyen2022-ch7",
    certainty: float = 1.0,
    kind: Any = "rule",
) -> list[Reason]:
    return [
        Reason(rule, kind, decision, option, effect, certainty, text, (source,), answers)
        for option, effect in effects.items()
    ]


REASONS = [
    *_reasons(
        "prediction_mode",
        "somebody-waits-for-the-answer",
        "A caller waits at most 80 ms, and a stream gives no answer to a caller.",
        {"online": 1.6, "event_driven": -1.6},
        "prediction_trigger",
        "latency_budget_ms",
    ),
    *_reasons(
        "prediction_mode",
        "open-input-cannot-be-precomputed",
        "Inputs that are only known at the request can't be scored ahead of it.",
        {"batch": IMPOSSIBLE},
        "input_space",
    ),
    *_reasons(
        "prediction_mode",
        "precomputing-is-cheapest",
        "A nightly job on one machine is the cheapest way to a prediction.",
        {"batch": 0.4},
        source="advisor-judgement",
    ),
    *_reasons(
        "prediction_mode",
        "peaks-queue-up-on-a-stream",
        "A peak of 200/s to 900/s waits in the queue instead of failing.",
        {"event_driven": 0.5},
        "peak_requests_per_second",
    ),
    *_reasons(
        "prediction_mode",
        "priority:latency",
        "Latency weighs 4 of 5: the caller gets the answer in the call.",
        {"online": 0.3},
        "priorities.latency",
        source="advisor-judgement",
        kind="priority",
    ),
    *_reasons(
        "compute_location",
        "the-cloud-scales-with-the-peak",
        "Capacity for a peak of 200/s to 900/s can be rented by the minute.",
        {"cloud": 0.9},
        "peak_requests_per_second",
    ),
    *_reasons(
        "compute_location",
        "data-stays-in-own-buildings",
        "The data must stay in your own buildings.",
        {"cloud": -1.2, "on_premises": 1.2},
        "data_residency",
        certainty=0.4,
    ),
    *_reasons(
        "feature_consistency",
        "labels-come-late",
        "A log of served features waits for labels without being recomputed.",
        {"log_and_train": 0.7},
        "label_delay_s",
        source="zinkevich2017-rules",
        certainty=0.6,
    ),
    *_reasons(
        "feature_consistency",
        "many-models-share-features",
        "With ten or more models a store of shared features pays for itself.",
        {"feature_store": 1.1},
        "ml_maturity",
        source="feast-docs",
        certainty=0.3,
    ),
    *_reasons(
        "feature_consistency",
        "stores-are-rare",
        "A feature store has to be run around the clock and needs a reason.",
        {"feature_store": -0.7},
        source="advisor-judgement",
    ),
    *_reasons(
        "feature_consistency",
        "served-features-are-worth-logging",
        "What an online model saw can be logged where it was seen.",
        {"log_and_train": 0.4},
        "prediction_mode",
        source="zinkevich2017-rules",
        kind="coupling",
    ),
    *_reasons(
        "human_oversight",
        "nobody-is-there-to-review",
        "No people are available to review single predictions.",
        {"review_uncertain": IMPOSSIBLE},
        "human_reviewers",
    ),
]


def _advice(
    decision: str,
    option: str | None,
    probabilities: Mapping[str, tuple[float, float]],
    *,
    fixed: bool = False,
    applicable: bool = True,
) -> DecisionAdvice:
    """``probabilities`` gives probability and score of each option; a score of minus infinity is infeasible."""
    options = {
        name: OptionAdvice(
            probability,
            score > -math.inf,
            score,
            tuple(reason for reason in REASONS if (reason.decision, reason.option) == (decision, name)),
        )
        for name, (probability, score) in probabilities.items()
    }
    others = [name for name in options if name != option and options[name].feasible]
    runner_up = max(others, key=lambda name: options[name].probability) if others and option else None
    probability = options[option].probability if option else 0.0
    is_open = option is not None and probability < OPEN_BELOW
    return DecisionAdvice(decision, option, probability, applicable, fixed, options, runner_up, is_open)


def decisions() -> dict[str, DecisionAdvice]:
    """Advice on all five decisions."""
    return {
        "prediction_mode": _advice(
            "prediction_mode",
            "online",
            {"batch": (0.0, IMPOSSIBLE), "online": (0.966, 0.0), "event_driven": (0.034, -3.4)},
        ),
        "compute_location": _advice(
            "compute_location", "on_premises", {"cloud": (0.0, IMPOSSIBLE), "on_premises": (1.0, 0.0)}, fixed=True
        ),
        "feature_consistency": _advice(
            "feature_consistency",
            "log_and_train",
            {"shared_code": (0.11, -1.3), "feature_store": (0.31, -0.5), "log_and_train": (0.58, 0.0)},
        ),
        "human_oversight": _advice(
            "human_oversight", "none", {"none": (1.0, 0.0), "review_uncertain": (0.0, IMPOSSIBLE)}
        ),
        "llm_access": _advice(
            "llm_access", None, {"hosted_api": (0.0, IMPOSSIBLE), "self_hosted": (0.0, IMPOSSIBLE)}, applicable=False
        ),
    }


REQUIREMENTS: dict[str, Answer] = {
    "task": "anomaly_detection",
    "prediction_trigger": "user_request",
    "input_space": "open",
    "latency_budget_ms": 80.0,
    "peak_requests_per_second": Range(200.0, 900.0),
    "human_reviewers": False,
}

SIMILAR = (
    SimilarSystem(
        case="payments-example",
        title="Scoring card payments while the customer waits",
        organisation="Example Payments",
        year=2023,
        url="https://example.org/payments",
        similarity=0.82,
        chosen={"prediction_mode": "online", "human_oversight": "review_uncertain"},
        agrees=("prediction_mode",),
        differs={"human_oversight": "review_uncertain"},
    ),
    SimilarSystem(
        case="bot-example",
        title="Bot score on every request",
        organisation="Example Edge",
        year=2021,
        url="https://example.org/bots",
        similarity=0.61,
        chosen={"prediction_mode": "online", "feature_consistency": "log_and_train"},
        agrees=("prediction_mode", "feature_consistency"),
        differs={},
    ),
)

ESTIMATES = {
    "latency_p99_ms": Estimate(18.0, 31.0, 55.0, "ms"),
    "replicas": Estimate(3.0, 4.0, 6.0, "count"),
    "running_cost_usd_month": Estimate(1900.0, 2900.0, 4600.0, "USD/month"),
}


def recommendation(name: str = "checkout-fraud", purpose: str = "Score card payments at checkout") -> Recommendation:
    """The recommendation for the system of this world."""
    return Recommendation(
        system=System(name, purpose, REQUIREMENTS, {"latency": 4.0, "cost": 2.0}, {"compute_location": "on_premises"}),
        knowledge_version="1.0",
        knowledge_digest="sha256:3f9c0d7e",
        feasible=True,
        conflicts=(),
        decisions=decisions(),
        score=7.25,
        open_questions=(
            OpenQuestion("ml_maturity", 0.31, 0.25, 0.4, 0.42, ("prediction_mode", "compute_location")),
            OpenQuestion("label_delay_s", 0.04, 0.0, 0.0, 0.08, ()),
        ),
        similar=SIMILAR,
        estimates=ESTIMATES,
    )


def conflicting() -> Recommendation:
    """The same system with answers that no architecture satisfies."""
    nothing = {
        name: DecisionAdvice(
            name,
            None,
            0.0,
            name != "llm_access",
            False,
            {option: OptionAdvice(0.0, False, IMPOSSIBLE) for option in decision.options},
            None,
            False,
        )
        for name, decision in DECISIONS.items()
    }
    conflict = Conflict(
        answers=("latency_budget_ms", "input_space"),
        decisions=("compute_location",),
        text="An answer within 80 ms can't be computed at the request on your own servers.",
        relaxations=(
            Relaxation("latency_budget_ms", 520.0, "ms", "Allow 520 ms."),
            Relaxation("peak_requests_per_second", Range(10.0, 90.0), "1/s", "Expect at most 90/s."),
        ),
    )
    return Recommendation(
        system=System("checkout-fraud", "Score card payments at checkout", REQUIREMENTS),
        knowledge_version="1.0",
        knowledge_digest="sha256:3f9c0d7e",
        feasible=False,
        conflicts=(conflict,),
        decisions=nothing,
        score=IMPOSSIBLE,
        open_questions=(),
    )


# --- the architecture ------------------------------------------------------------------------------


def architecture() -> Architecture:
    """Caller, service and log."""
    mode, place = Choice("prediction_mode", "online"), Choice("compute_location", "on_premises")
    log = Choice("feature_consistency", "log_and_train")
    parts = (
        _part("caller", "Calling application", "service", "backend of the product", "business"),
        _part("prediction_service", "Prediction service", "service", "model behind an API", "site", mode, place),
        _part("feature_log", "Feature log", "store", "append-only table", "site", log),
    )
    return Architecture(
        system="checkout-fraud",
        components={part.id: part for part in parts},
        flows=(
            Link("caller", "prediction_service", "payment", "sync", True, (mode,)),
            Link("prediction_service", "feature_log", "served features", "async", True, (log,)),
        ),
        boundaries={
            "site": Frame("site", "Own site", "Own machines."),
            "business": Frame("business", "Business systems", "The product."),
        },
    )


def no_architecture() -> Architecture:
    """What is left when the answers conflict."""
    return Architecture("checkout-fraud", {}, (), {})


def _part(key: str, name: str, kind: ComponentKind, technology: str, boundary: str, *choices: Choice) -> Part:
    return Part(key, name, kind, technology, (), f"{name}.", None, "serving", boundary, choices)


DIAGRAMS = {
    "context": (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
        '<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="60pt" viewBox="0 0 200 60" role="img">'
        '<title>Who asks and who answers</title><g id="node1" fill="none" stroke="currentColor">'
        '<rect id="box" x="4" y="4" width="80" height="50"/></g><use href="#box" x="100"/></svg>\n'
    ),
}


def study(flips: tuple[Flip, ...] = (), moves: tuple[Move, ...] = (), *, simpler: bool = False) -> Study:
    """What a study may find: with ``simpler``, shared code suffices at first."""
    changes = (Simplification("feature_consistency", "log_and_train", "shared_code", 1),) if simpler else ()
    return Study(
        flips=flips,
        robustness=Robustness(1, {}, 1.0, {}, ()),
        front=Front((), (), None, ()),
        here={},
        simplest=SimplestSufficient({}, 4 - len(changes), 4, 1.3 * len(changes), {}, changes),
        moves=moves,
        prices=(),
        closings=(Closing("feature_consistency", "label_delay_s", None, None, 3600.0, "shared_code", 0.72),),
    )


def dossier(found: Recommendation | None = None) -> Dossier:
    """Everything to write about ``found``, by default about the system of this world."""
    found = found or recommendation()
    return Dossier(
        recommendation=found,
        knowledge=knowledge(),
        architecture=architecture() if found.feasible else no_architecture(),
        date=DATE,
        plan=plan_records(found, record_numbers(knowledge())),
        diagrams=DIAGRAMS if found.feasible else {},
        charts=tradeoff_charts(found, knowledge()),
    )


def line(source: str, target: str) -> Line:
    """A line of a diagram that carries something for somebody who waits."""
    return Line(source, target, ("features",), (), "sync", False)
