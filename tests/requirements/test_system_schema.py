from advisor.knowledge.loading import load_knowledge
from advisor.requirements.system_schema import system_schema


def test_the_schema_names_every_question_quality_and_decision_and_nothing_else() -> None:
    knowledge = load_knowledge()
    properties = system_schema(knowledge)["properties"]
    assert list(properties["requirements"]["properties"]) == list(knowledge.questions)
    assert list(properties["priorities"]["properties"]) == list(knowledge.qualities)
    assert properties["fixed"]["properties"]["prediction_mode"]["enum"] == ["batch", "online", "event_driven", "hybrid"]
    assert properties["requirements"]["additionalProperties"] is False


def test_a_number_may_be_a_text_with_a_unit_or_a_range_and_every_answer_unknown() -> None:
    requirements = system_schema(load_knowledge())["properties"]["requirements"]["properties"]
    number, unknown = requirements["latency_budget_ms"]["anyOf"]
    assert unknown == {"const": "unknown"}
    plain, text, interval, measured = number["anyOf"]
    assert plain["type"] == "number"
    assert plain["maximum"] == 604_800_000
    assert text == {"type": "string"}
    assert interval["required"] == ["low", "high"]
    assert measured["required"] == ["value", "measured"]
