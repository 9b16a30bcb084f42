"""Each check on a tiny rule base that is broken in one place, and all checks on the real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.knowledge.checks import Finding, Severity, check_structure, coupling_graph_is_sparse, prove
from advisor.knowledge.loading import read_folder
from advisor.knowledge.prover import Prover
from advisor.linting import lint
from advisor.locations import knowledge_folder
from tests.knowledge.world import FILES, files_with, read, write

RULE = '{name}:\n  when: {when}\n  weigh: {{{weigh}}}\n  because: "It is so."\n  sources: [book]\n'
FIRST_RULE = "callers-want-answers:"
FIRST_PLACE = "many-requests-want-a-cloud:"
HARD = '{name}:\n  when: {when}\n  forbid: {{{forbid}}}\n  because: "It is so."\n  sources: [book]\n'


def _rule(name: str, when: str, weigh: str) -> str:
    return RULE.format(name=name, when=when, weigh=weigh)


def _hard(name: str, when: str, forbid: str) -> str:
    return HARD.format(name=name, when=when, forbid=forbid)


def _before(first: str, *rules: str) -> tuple[str, str]:
    return first, "".join(rules) + first


def _all_findings(folder: Path, **changes: tuple[str, str]) -> tuple[Finding, ...]:
    return lint(read(folder, **changes)).findings


def test_the_sound_world_has_no_findings(tmp_path: Path) -> None:
    assert _all_findings(tmp_path) == ()


BROKEN: dict[str, tuple[str, dict[str, tuple[str, str]], str]] = {
    "option that nothing favours": (
        "option-without-both-sides",
        {"rules_place": ("{cloud: 1.1, edge: -1.1}", "{edge: -1.1}"), "couplings_all": ("weight: 0.5", "weight: -0.5")},
        "no rule or coupling speaks for place.cloud",
    ),
    "option that nothing disfavours": (
        "option-without-both-sides",
        {"rules_place": ("{edge: 1.6, cloud: -1.6}", "{edge: 1.6}")},
        "no rule or coupling speaks against place.cloud",
    ),
    "option without risk": (
        "option-without-risk",
        {"risks": ("[cloud, edge]", "[cloud]")},
        "no risk names place.edge",
    ),
    "option with a risk and a reason for none": (
        "option-without-risk",
        {"decisions_place": ("effort: 1", 'effort: 1\n    no_risk: "Nothing can happen."')},
        "place.cloud says why it has no risk",
    ),
    "quality without effect": (
        "effect-missing",
        {"decisions_mode": ('cost: {grade: 0, because: "The same."}', "{}")},
        "mode.batch states no effect on cost",
    ),
    "grade without source": (
        "effect-without-source",
        {"decisions_mode": ("{grade: 0, because", "{grade: -1, because")},
        "mode.batch is graded -1 for cost without a source",
    ),
    "source that nothing cites": (
        "source-not-cited",
        {
            "sources": (
                "book:",
                "other: {kind: own, authors: A, title: T, year: 2020, strength: weak, read: true}\nbook:",
            )
        },
        "nothing cites the source 'other'",
    ),
    "question that nothing reads": (
        "question-feeds-nothing",
        {"rules_place": ("rate * budget_ms > 3", "budget_ms > 3"), "rules/place": ("", "")},
        "nothing reads the answer to 'rate'",
    ),
    "questions that wait for each other": (
        "questions-wait-in-a-circle",
        {
            "questions_demand": (
                '    prior: {quantiles: [1, 2, 3, 4, 5], origin: "A guess."}\n  budget_ms:\n',
                '    prior: {quantiles: [1, 2, 3, 4, 5], origin: "A guess."}\n    asked_when: "budget_ms > 3"\n'
                '  budget_ms:\n    asked_when: "rate > 3"\n',
            )
        },
        "wait for each other's answers: rate for budget_ms, budget_ms for rate",
    ),
    "question without prior": (
        "read-without-prior",
        {"questions_demand": ('    prior: {shares: {"true": 0.5, "false": 0.5}, origin: "A guess."}\n', "")},
        "callers-want-answers reads 'waiting', which has no prior",
    ),
    "shares that do not sum to one": (
        "prior-does-not-fit",
        {"questions_demand": ("{phone: 0.5, server: 0.5}", "{phone: 0.5, server: 0.6}")},
        "sums to 1.1 instead of 1",
    ),
    "shares that miss a choice": (
        "prior-does-not-fit",
        {"questions_demand": ("{phone: 0.5, server: 0.5}", "{phone: 1.0}")},
        "says nothing of server",
    ),
    "quantiles that fall": (
        "prior-does-not-fit",
        {"questions_demand": ("[1, 2, 3, 4, 5]", "[1, 2, 3, 5, 4]")},
        "quantiles that do not ascend",
    ),
    "quantiles out of range": (
        "prior-does-not-fit",
        {"questions_demand": ("[1, 2, 3, 4, 5]", "[-1, 2, 3, 4, 5]")},
        "expects -1, outside 0 to inf",
    ),
    "two options with one title": (
        "title-used-twice",
        {"decisions_mode": ("title: Online", "title: Batch")},
        "the options mode.batch and mode.online are both called 'Batch'",
    ),
    "two decisions with one title": (
        "title-used-twice",
        {"decisions_place": ("title: Place", "title: Mode")},
        "the decisions mode and place are both called 'Mode'",
    ),
    "a word of two terms": (
        "term-explained-twice",
        {"glossary": ("forms: [queues]", "forms: [P99]")},
        "'P99' is explained under 'slow' already",
    ),
    "choice without help": (
        "choice-without-help",
        {"questions_demand": ('help: "In an app."', 'help: "A phone."')},
        "site.phone does not say when it is the right answer",
    ),
    "component that nothing uses": (
        "component-not-used",
        {
            "components": (
                "components:",
                "components:\n  spare: {name: S, kind: store, technology: t, place: use, about: abc}",
            )
        },
        "nothing uses the component 'spare'",
    ),
    "condition said twice": (
        "condition-said-twice",
        {"rules_place": _before(FIRST_PLACE, _rule("again", "budget_ms < 50 and site == phone", "place: {edge: 0.3}"))},
        "again and phones-compute have the same condition and push place.edge the same way",
    ),
    "equivalent conditions": (
        "said-again",
        {
            "rules_place": _before(
                FIRST_PLACE, _rule("again", "not (budget_ms >= 50 or site == server)", "place: {edge: 0.3}")
            )
        },
        "hold under the same answers and both push place.edge",
    ),
    "weights repeated under a narrower condition": (
        "said-again",
        {"rules_mode": _before(FIRST_RULE, _rule("again", "waiting and rate > 5", "mode: {online: 1.6}"))},
        "again holds only where callers-want-answers does, and repeats its weights",
    ),
    "rule that never fires": (
        "never-fires",
        {"rules_mode": _before(FIRST_RULE, _rule("void", "rate > 5 and rate < 2", "mode: {online: 0.3}"))},
        "the rule void never holds",
    ),
    "rule that never fires for its range": (
        "never-fires",
        {"rules_mode": _before(FIRST_RULE, _rule("void", "rate < 0", "mode: {online: 0.3}"))},
        "the rule void never holds",
    ),
    "product that never fires": (
        "never-fires",
        {
            "rules_mode": _before(
                FIRST_RULE,
                _rule("void", "rate * budget_ms > 1 and rate < 2 and budget_ms < 100", "mode: {online: 0.3}"),
            )
        },
        "the rule void never holds",
    ),
    "two products that contradict each other": (
        "never-fires",
        {
            "rules_mode": _before(
                FIRST_RULE,
                _rule(
                    "void",
                    "rate * budget_ms > 2 and budget_ms * rate < 1 and rate > 1 and rate < 9",
                    "mode: {online: 0.3}",
                ),
            )
        },
        "the rule void never holds",
    ),
    "rule on a question that is not asked": (
        "fires-only-unasked",
        {"rules_mode": _before(FIRST_RULE, _rule("void", "site == server and not waiting", "mode: {batch: 0.3}"))},
        "the rule void holds only for answers that nobody is asked for",
    ),
    "rule that always holds": (
        "always-holds",
        {"rules_mode": _before(FIRST_RULE, _rule("all", "rate < 7 or rate >= 7", "mode: {batch: 0.3}"))},
        "the rule all always holds",
    ),
    "weight of zero": (
        "never-matters",
        {"rules_mode": ("online: 1.6,", "online: 0,")},
        "callers-want-answers never matters for mode.online: its weight is 0",
    ),
    "the same for every option": (
        "never-matters",
        {"rules_mode": _before(FIRST_RULE, _rule("level", "rate > 5", "mode: {online: 0.3, batch: 0.3}"))},
        "level never matters for mode: it adds the same to every option",
    ),
    "weight on what is forbidden": (
        "never-matters",
        {
            "rules_mode": _before(
                FIRST_RULE,
                _hard("ban", "waiting", "mode: [batch]"),
                _rule("hope", "waiting and rate > 5", "mode: {batch: 0.3}"),
            )
        },
        "hope never matters for mode.batch: wherever it holds, ban forbids that",
    ),
    "decision that does not apply": (
        "never-matters",
        {
            "decisions_place": ('why: "It decides the cost."', 'why: "It decides the cost."\napplies_when: waiting'),
            "rules_mode": _before(FIRST_RULE, _rule("idle", "not waiting and rate > 5", "place: {cloud: 0.3}")),
        },
        "idle never matters for place, which does not apply where the rule holds",
    ),
    "rules that contradict each other": (
        "contradiction",
        {"rules_place": ("{cloud: 1.1, edge: -1.1}", "{cloud: 1.6, edge: -1.6}")},
        "usually decide place.cloud and can hold together",
    ),
    "rule against its quality": (
        "against-its-quality",
        {
            "decisions_mode": ('{grade: 0, because: "The same."}', '{grade: 1, because: "Cheap.", sources: [book]}'),
            "rules_mode": _before(FIRST_RULE, _rule("dear", "priorities.cost >= 4", "mode: {batch: -0.5}")),
        },
        "dear holds where cost has priority and gives mode.batch -0.5, whose effect on cost is graded +1",
    ),
    "answers that leave nothing": (
        "no-architecture",
        {
            "rules_mode": _before(
                FIRST_RULE, _hard("one", "rate > 5", "mode: [batch]"), _hard("two", "budget_ms < 9", "mode: [online]")
            )
        },
        "no architecture is left where these hold together: one, two",
    ),
    "part that never appears": (
        "part-never-appears",
        {"decisions_mode": ("{component: job}", "{component: job, when: mode == online}")},
        "the component job never appears: with mode.batch",
    ),
    "option that is always forbidden": (
        "never-wins",
        {
            "rules_mode": _before(
                FIRST_RULE, _hard("one", "rate > 5", "mode: [batch]"), _hard("two", "rate <= 5", "mode: [batch]")
            )
        },
        "mode.batch never wins: hard rules forbid it under all answers",
    ),
    "option that is always worse": (
        "never-wins",
        {"rules_mode": ("{batch: 1.1, online: -1.1}", "{batch: 1.1, online: 1.7}")},
        "mode.batch never wins: online is better under all answers",
    ),
    "option that never loses": (
        "never-loses",
        {"rules_mode": ("{batch: 1.1, online: -1.1}", "{batch: 1.1, online: 1.7}")},
        "mode.online never loses",
    ),
}


@pytest.mark.parametrize("case", list(BROKEN))
def test_each_check_finds_its_mistake(case: str, tmp_path: Path) -> None:
    check, changes, words = BROKEN[case]
    changes = {name: change for name, change in changes.items() if change != ("", "")}
    found = [finding for finding in _all_findings(tmp_path, **changes) if finding.check == check]
    assert any(words in finding.text for finding in found), found
    assert all(finding.location.line for finding in found)


@pytest.mark.parametrize("case", list(BROKEN))
def test_a_witness_shows_what_is_found(case: str, tmp_path: Path) -> None:
    """The witness of a contradiction, of a conflict and of an unasked rule satisfies the conditions of its rules."""
    check, changes, _ = BROKEN[case]
    changes = {name: change for name, change in changes.items() if change != ("", "")}
    files = read(tmp_path, **changes)
    for finding in prove(files, Prover.of(files.knowledge)):
        if finding.check == check and finding.witness:
            named = [rule for name, rule in files.knowledge.rules.items() if re.search(rf"\b{name}\b", finding.text)]
            from advisor.conditions import holds

            for rule in named:
                condition = files.knowledge.conditions[rule.when or ""]
                assert holds(condition, finding.witness, files.knowledge.vocabulary) is True


def test_an_option_may_say_why_no_risk_is_its_own(tmp_path: Path) -> None:
    reason = ("effort: 1", 'effort: 1\n    no_risk: "It adds no step that could fail."')
    changes = {"risks": ("[cloud, edge]", "[edge]"), "decisions_place": reason}
    assert _all_findings(tmp_path, **changes) == ()


def test_a_wide_coupling_graph_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coupling_graph_is_sparse, "GREATEST_WIDTH", 0)
    found = [finding.text for finding in check_structure(read(tmp_path)) if finding.check == "coupling-graph-too-wide"]
    assert len(found) == 1
    assert "width 1" in found[0]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{low: 1, mid: 2, high: 3, unit: USD/h, date: 2026}", "cites no known source"),
        ("{low: 1, mid: 2, high: 3, unit: USD/h, source: book}", "has no date"),
        ("{low: 1, mid: 2, high: 3, date: 2026, source: book}", "has no known unit"),
        ("{low: 1, mid: 2, unit: USD/h, date: 2026, source: book}", "has no range"),
        ("{low: 1, mid: 4, high: 3, unit: USD/h, date: 2026, source: book}", "does not ascend"),
        ("{low: 1, mid: 2, high: 3, unit: USD/h, date: 2026, basis: memory}", "rests on memory alone"),
    ],
)
def test_reference_numbers_are_complete(entry: str, words: str, tmp_path: Path) -> None:
    write(tmp_path, {**files_with(), "estimates/prices.yaml": f"machine: {entry}\n"})
    found = [finding for finding in check_structure(read_folder(tmp_path)) if finding.check.startswith("reference")]
    assert len(found) == 1
    assert words in found[0].text
    assert found[0].location.line == 1


def test_a_narrower_rule_with_other_weights_is_no_finding(tmp_path: Path) -> None:
    sharper = _before(FIRST_RULE, _rule("sharper", "waiting and rate > 5", "mode: {online: 0.7}"))
    report = lint(read(tmp_path, rules_mode=sharper))
    assert report.findings == ()
    assert report.counts["rules_that_sharpen_others"] == 1


def test_an_exception_is_no_contradiction(tmp_path: Path) -> None:
    exception = _before(FIRST_RULE, _rule("exception", "waiting and rate > 5", "mode: {batch: 1.6}"))
    assert lint(read(tmp_path, rules_mode=exception)).findings == ()


def test_the_files_of_the_world_stand_for_all_kinds() -> None:
    assert {name.split("/")[0] for name in FILES} >= {"questions", "decisions", "rules", "couplings"}


def test_the_real_rule_base_is_sound() -> None:
    report = lint(read_folder(knowledge_folder()))
    errors = [
        f"{finding.location}: {finding.text}" for finding in report.findings if finding.severity == Severity.ERROR
    ]
    assert not errors, "\n".join(errors)
    assert report.counts["coupling_width"] <= coupling_graph_is_sparse.GREATEST_WIDTH
