import io
from dataclasses import replace

import pytest

from advisor.rendering.explanation import explanation_text
from advisor.rendering.terminal import WIDTH, recommendation_text, wants_colour
from tests.rendering import world

PATH = "checkout-fraud.yaml"


def test_recommendation(snapshot) -> None:
    assert recommendation_text(world.recommendation(), world.knowledge(), path=PATH) == snapshot


def test_conflicting_answers(snapshot) -> None:
    assert recommendation_text(world.conflicting(), world.knowledge(), path=PATH) == snapshot


@pytest.mark.parametrize("decision", list(world.DECISIONS))
def test_explanation(decision: str, snapshot) -> None:
    assert explanation_text(world.recommendation(), world.knowledge(), decision) == snapshot


def test_explanation_of_a_conflict() -> None:
    text = explanation_text(world.conflicting(), world.knowledge(), "prediction_mode")
    assert "No option satisfies the answers." in text


def texts(name: str = "checkout-fraud", *, colour: bool = False) -> list[str]:
    found, knowledge = world.recommendation(name, name), world.knowledge()
    return [
        recommendation_text(found, knowledge, path=name, colour=colour),
        *(explanation_text(found, knowledge, decision, colour=colour) for decision in world.DECISIONS),
    ]


@pytest.mark.parametrize("name", ["checkout-fraud", world.HOSTILE, "x" * 500])
def test_text_fits_the_width_and_steers_no_terminal(name: str) -> None:
    for text in texts(name):
        assert all(len(line) <= WIDTH and line == line.rstrip() for line in text.splitlines())
        assert text.replace("\n", "").isprintable()


def test_colour_adds_nothing_but_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    monkeypatch.setenv("NO_COLOR", "1")  # the caller decides by wants_colour; the text does not look again
    for plain, coloured in zip(texts(), texts(colour=True), strict=True):
        assert "\x1b[" in coloured
        bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
        assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [(True, {}, True), (True, {"NO_COLOR": "1"}, False), (True, {"NO_COLOR": ""}, True), (False, {}, False)],
)
def test_colour_is_for_terminals_that_want_it(terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: terminal  # type: ignore[method-assign]
    assert wants_colour(stream, environment) is wanted


def test_a_recommended_option_that_is_the_less_likely_one_is_explained() -> None:
    found = world.recommendation()
    name = "prediction_mode"
    advice = found.decisions[name]
    options = {**advice.options, "online": replace(advice.options["online"], probability=0.38)}
    options["batch"] = replace(options["batch"], probability=0.61)
    turned = replace(advice, option="online", probability=0.38, open=True, runner_up="batch", options=options)
    changed = replace(found, decisions={**found.decisions, name: turned})
    text = " ".join(explanation_text(changed, world.knowledge(), name).split())
    assert "Judged alone, Batch is the likelier choice; Online goes better with the other decisions." in text
