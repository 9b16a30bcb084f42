"""What is written reads back equal."""

from hypothesis import given, settings

from advisor.answers import Range
from advisor.documents import read_document
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.requirements.reading import read_case_system, read_system
from advisor.requirements.system import System
from advisor.requirements.writing import echo, write_system
from tests.requirements.world import QUESTIONS, SYSTEMS, WORLD


@settings(deadline=None)
@given(SYSTEMS)
def test_every_system_survives_writing_and_reading(system: System) -> None:
    assert read_system(write_system(system, QUESTIONS), "s.yaml", WORLD) == system


@settings(deadline=None)
@given(SYSTEMS)
def test_writing_again_gives_the_same_text(system: System) -> None:
    text = write_system(system, QUESTIONS)
    assert write_system(read_system(text, "s.yaml", WORLD), QUESTIONS) == text


def test_the_file_is_as_a_person_would_write_it() -> None:
    system = System(
        "checkout-fraud",
        'Score "card" payments',
        {
            "regulated": False,
            "peak_requests_per_second": Range(200.0, 900.5),
            "latency_budget_ms": 80.0,
            "modality": ("tabular", "text"),
            "task": "ranking",
        },
        {"cost": 2.0},
        {"compute_location": "edge"},
    )
    assert write_system(system, QUESTIONS) == (
        "version: 1\n"
        "name: checkout-fraud\n"
        'purpose: "Score \\"card\\" payments"\n'
        "requirements:\n"
        "  task: ranking\n"
        "  modality: [tabular, text]\n"
        "  latency_budget_ms: 80\n"
        "  peak_requests_per_second: {low: 200, high: 900.5}\n"
        "  regulated: false\n"
        "priorities:\n"
        "  cost: 2\n"
        "fixed:\n"
        "  compute_location: edge\n"
    )


def test_names_that_yaml_would_take_for_something_else_are_quoted() -> None:
    for name in ("null", "yes", "08", "1e5", "a: b", "# x", "- x", "unknown", "{x}", "tab\\here", "café ☕"):
        text = write_system(System(name), QUESTIONS)
        assert read_system(text, "s.yaml", WORLD).name == name


def test_numbers_are_echoed_in_the_unit_a_reader_would_choose() -> None:
    system = System(
        "x",
        requirements={
            "task": "ranking",
            "regulated": True,
            "modality": ("text",),
            "peak_requests_per_second": 1500.0,
            "latency_budget_ms": Range(80.0, 2000.0),
        },
    )
    assert echo(system, QUESTIONS) == [
        "latency_budget_ms: read as 80 ms to 2 s",
        "peak_requests_per_second: read as 1,500/s",
    ]


def test_the_requirements_of_every_published_system_survive_writing_and_reading() -> None:
    knowledge = load_knowledge()
    for path in sorted((knowledge_folder() / "cases").glob("*.yaml")):
        system = read_case_system(read_document(path.read_text(encoding="utf-8"), path.name), knowledge)
        assert read_system(write_system(system, knowledge.questions), path.name, knowledge) == system
