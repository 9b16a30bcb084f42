import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

from advisor.recommendation.recommendation import Reason
from advisor.rendering.charts import finding, option_bands, tradeoff_chart, tradeoff_charts
from advisor.rendering.lettering import text_width
from advisor.rendering.plot import WIDTH
from tests.rendering import world

SVG = "{http://www.w3.org/2000/svg}"


def chart(decision: str = "prediction_mode", **changes: object) -> str:
    return tradeoff_chart(replace(world.decisions()[decision], **changes), world.DECISIONS[decision])


def test_there_is_a_chart_wherever_there_is_a_choice() -> None:
    assert list(tradeoff_charts(world.recommendation(), world.knowledge())) == [
        "prediction_mode",
        "feature_consistency",
    ]
    assert tradeoff_charts(world.conflicting(), world.knowledge()) == {}


def test_charts_are_images_with_words_for_those_who_can_not_see_them(snapshot) -> None:
    root = ET.fromstring(chart())
    assert root.get("role") == "img"
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == snapshot


def test_text_stays_text_and_no_time_is_written() -> None:
    text = chart()
    words = {element.text for element in ET.fromstring(text).iter(f"{SVG}text")}
    assert {"Online (recommended)", "97 %", "+1.6", "−1.6", "sum −1.1"} <= words
    assert not re.search(r"\d\d:\d\d:\d\d|<dc:date>", text)


def test_equal_input_gives_equal_bytes() -> None:
    assert chart() == chart()


def test_the_title_is_the_finding() -> None:
    decisions = world.decisions()
    assert [finding(decisions[name], world.DECISIONS[name]) for name in ("prediction_mode", "feature_consistency")] == [
        "Online, 97 % sure. A caller waits at most 80 ms, and a stream gives no answer to a caller.",
        "Feature consistency: Log and train (58 %) or Feature store (31 %) is too close to call",
    ]


def test_weaker_reasons_are_summed() -> None:
    reasons = tuple(
        Reason(f"r{n}", "rule", "prediction_mode", "online", 0.1 * n, 1.0, f"Reason {n}.", (), ()) for n in range(1, 6)
    )
    options = dict(world.decisions()["prediction_mode"].options)
    options["online"] = replace(options["online"], reasons=reasons)
    advice = replace(world.decisions()["prediction_mode"], options=options)
    online = option_bands(advice, world.DECISIONS["prediction_mode"])[0]
    assert [(pull.label, round(pull.effect, 6)) for pull in online.pulls] == [
        ("Reason 5.", 0.5),
        ("Reason 4.", 0.4),
        ("Reason 3.", 0.3),
        ("2 weaker reasons, summed", 0.3),
    ]
    assert round(online.total, 6) == 1.5


def test_hostile_and_mathematical_texts_are_drawn_as_they_are() -> None:
    hostile = Reason("r", "rule", "prediction_mode", "online", 9.0, 1.0, f"$x^2$ {world.HOSTILE}", (), ())
    options = dict(world.decisions()["prediction_mode"].options)
    options["online"] = replace(options["online"], reasons=(hostile,))
    root = ET.fromstring(chart(options=options))
    assert "$x^2$ ]( <img src=x" in "".join(root.itertext())
    assert root.find(f".//{SVG}img") is None


def test_what_does_not_go_together_is_drawn_without_a_number() -> None:
    clash = Reason("r", "coupling", "prediction_mode", "event_driven", -math.inf, 1.0, "They clash.", (), ())
    options = dict(world.decisions()["prediction_mode"].options)
    options["event_driven"] = replace(options["event_driven"], reasons=(clash,))
    assert "not together" in {element.text for element in ET.fromstring(chart(options=options)).iter(f"{SVG}text")}


def test_no_word_leaves_the_sheet() -> None:
    far = Reason("r", "rule", "prediction_mode", "event_driven", -12.5, 1.0, "Word " * 60, (), ())
    options = dict(world.decisions()["prediction_mode"].options)
    options["event_driven"] = replace(options["event_driven"], reasons=(far,), probability=0.001)
    for element in ET.fromstring(chart(options=options)).iter(f"{SVG}text"):
        width = text_width(
            element.text or "", float(element.get("font-size", "0")), element.get("font-weight") == "bold"
        )
        left = (
            float(element.get("x", "0"))
            - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "")]
        )
        assert min(left, WIDTH - left - width) >= 0, element.text


def test_a_long_reason_ends_after_three_lines() -> None:
    far = Reason("r", "rule", "prediction_mode", "online", -1.0, 1.0, "word " * 60, (), ())
    options = dict(world.decisions()["prediction_mode"].options)
    options["online"] = replace(options["online"], reasons=(far,))
    words = [element.text or "" for element in ET.fromstring(chart(options=options)).iter(f"{SVG}text")]
    of_reason = [text for text in words if "word" in text.lower()]
    assert len(of_reason) == 3
    assert of_reason[-1].endswith("…")
