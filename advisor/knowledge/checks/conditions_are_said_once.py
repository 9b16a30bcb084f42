"""One reason counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.conditions import ALWAYS, AllOf, AnyOf, Tree
from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.schema import Rule

CHECK = "condition-said-twice"

_Key = tuple[object, ...]


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for two rules with the same condition that push one option the same way."""
    knowledge = files.knowledge
    alike: dict[_Key, list[str]] = defaultdict(list)
    for name, rule in knowledge.rules.items():
        condition = ALWAYS if rule.when is None else knowledge.conditions[rule.when]
        alike[_normal(condition.tree)].append(name)
    for names in alike.values():
        for place, name in enumerate(names):
            for other in names[:place]:
                shared = sorted(_pushes(knowledge.rules[name]) & _pushes(knowledge.rules[other]))
                if shared:
                    options = ", ".join(f"{decision}.{option}" for decision, option, _ in shared)
                    text = (
                        f"{other} and {name} have the same condition and push {options} the same way: it counts double."
                    )
                    yield warning(CHECK, files.at("rule", name), text)


def _pushes(rule: Rule) -> set[tuple[str, str, bool]]:
    """Decision, option and whether it gains."""
    weighed = {
        (decision, option, weight > 0) for decision, weights in rule.weigh.items() for option, weight in weights.items()
    }
    return weighed | {(decision, option, False) for decision, options in rule.forbid.items() for option in options}


def _normal(tree: Tree) -> _Key:
    """A condition without the order in which it is written."""
    match tree:
        case AllOf(parts) | AnyOf(parts):
            return type(tree).__name__, frozenset(_normal(part) for part in parts)
        case test:
            return ("test", test)
