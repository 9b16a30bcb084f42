"""Files of other tools become systems; every mistake keeps its place."""

import pytest

from advisor.answers import Range
from advisor.errors import InvalidInput
from advisor.requirements.importing import read_answers
from advisor.requirements.system import System
from tests.requirements.world import WORLD

FOUND = System(
    "shop",
    "",
    {"task": "ranking", "modality": ("tabular", "text"), "latency_budget_ms": Range(80, 2000), "regulated": True},
    {"cost": 4},
    {},
    frozenset({"availability_target"}),
)

CSV = """id,answer,who
name,shop,Ann
regulated,yes,Ann
task,ranking,
modality,"text, tabular",
latency_budget_ms,80 ms to 2 s,
availability_target,unknown,
peak_requests_per_second,,
priorities.cost,4,
"""
TOML = """name = "shop"
task = "ranking"
modality = ["tabular", "text"]
latency_budget_ms = {low = 80, high = "2 s"}
regulated = true
[requirements]
availability_target = "unknown"
[priorities]
cost = 4
"""
JSON = """{"name": "shop", "task": "ranking", "requirements": {"modality": ["text", "tabular"], "regulated": "yes",
"latency_budget_ms": {"low": 80, "high": 2000}, "availability_target": "unknown"}, "priorities.cost": 4}"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop.csv", CSV),
        ("shop.csv", "\ufeff" + CSV.replace(",", ";").replace("text; tabular", "text, tabular").replace("\n", "\r\n")),
        ("shop.csv", "\n".join(CSV.splitlines()[2:])),
        ("shop.toml", TOML),
        ("shop.json", JSON),
        ("shop.yaml", JSON),
    ],
    ids=["csv", "spreadsheet", "csv without header or name", "toml", "json", "yaml"],
)
def test_the_same_answers_in_every_format(path: str, text: str) -> None:
    assert read_answers(text, path, WORLD) == FOUND


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("a.csv", "task,rankin\n", "a.csv:1:1: task: 'rankin' is not an answer here. Did you mean 'ranking'?"),
        ("a.csv", "id,answer\nregulated,yes\nregulated,no\n", "a.csv:3:1: 'regulated' appears twice."),
        ("a.csv", "regulated\n", "a.csv:1:1: 'regulated' has no answer beside it. A row is 'id, answer'."),
        ("a.csv", "priorities.cost,much\n", "a.csv:1:1: cost: 'much' is not a priority."),
        ("a.json", '{"task": "ranking",\n"requirements": {"task": "none"}}', "a.json:1:10: 'task' appears twice."),
        ("a.yaml", "name: x\ntaks: ranking\n", "a.yaml:2:7: unknown key 'taks'."),
        ("a.toml", "task = \n", "a.toml:1:8: this is not valid TOML: Invalid value."),
        ("a.toml", "task = 2026-01-01\n", "a.toml: task: datetime.date(2026, 1, 1) is not an answer here."),
    ],
)
def test_a_mistake_is_told_with_its_place(path: str, text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_answers(text, path, WORLD)
    assert told in str(refusal.value)
