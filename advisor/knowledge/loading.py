"""Reads a knowledge folder: every file strictly, all problems at once, nothing half-loaded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from advisor.conditions import Condition, ConditionError, Vocabulary, parse
from advisor.documents import Document, Keys, read_document
from advisor.errors import InvalidInput, Location, Problem, choices_hint
from advisor.knowledge.base import KnowledgeBase, decision_fields, requirement_fields
from advisor.knowledge.schema import (
    ComponentCatalog,
    Coupling,
    Decision,
    Manifest,
    QuestionGroup,
    Rule,
    Source,
)
from advisor.locations import knowledge_folder

T = TypeVar("T")

_QUOTED = re.compile(r"\{([^{}]*)\}")


@cache
def load_knowledge() -> KnowledgeBase:
    """The rule base that comes with the advisor.

    Raises:
        InvalidInput: a file is not as ``schema`` says, or ids and conditions do not fit together.
    """
    return load_folder(knowledge_folder())


def load_folder(folder: Path) -> KnowledgeBase:
    """The rule base of ``folder``.

    Raises:
        InvalidInput: as ``load_knowledge``.
    """
    return _Loading(folder).run()


@dataclass
class _Placed:
    """A value and the file and keys it was read from."""

    document: Document
    keys: Keys

    def at(self, *keys: str | int) -> Location:
        return self.document.location(*self.keys, *keys)


@dataclass
class _Loading:
    """One pass over a folder. Problems are gathered; the first stage that has any ends the run."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    places: dict[tuple[str, str], _Placed] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def run(self) -> KnowledgeBase:
        manifest = self._whole("knowledge.yaml", Manifest)
        self._stop_at_problems()
        groups = self._each("questions", "question group", QuestionGroup, manifest.question_groups)
        decisions = self._each("decisions", "decision", Decision, manifest.decisions)
        rules = self._entries("rules", "rule", Rule)
        couplings = self._entries("couplings", "coupling", Coupling)
        sources = self._mapping(self.folder / "sources.yaml", "source", Source)
        components = self._whole("components.yaml", ComponentCatalog)
        self._stop_at_problems()
        questions = {name: question for group in groups.values() for name, question in group.questions.items()}
        requirements = requirement_fields(questions, manifest.qualities)
        everything = requirements | decision_fields(decisions)
        conditions = self._conditions(groups, decisions, rules, couplings, components, requirements, everything)
        self._check_names(decisions, rules, couplings, sources, components, manifest, requirements)
        self._stop_at_problems()
        digest = hashlib.sha256("\n".join(f"{name} {self.hashes[name]}" for name in sorted(self.hashes)).encode())
        return KnowledgeBase(
            version=manifest.version,
            date=manifest.date,
            digest=f"sha256:{digest.hexdigest()}",
            groups=groups,
            questions=questions,
            decisions=decisions,
            rules={name: rules[name] for name in sorted(rules)},
            couplings={name: couplings[name] for name in sorted(couplings)},
            sources=sources,
            qualities=manifest.qualities,
            preference=manifest.preference,
            components=components,
            conditions=conditions,
        )

    def _stop_at_problems(self) -> None:
        if self.problems:
            raise InvalidInput(self.problems)

    # --- files ---

    def _read(self, path: Path) -> Document | None:
        name = path.relative_to(self.folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(Problem(Location(str(path)), f"the file can't be read: {error}."))
            return None
        self.hashes[name] = hashlib.sha256(text.encode()).hexdigest()
        try:
            return read_document(text, str(path))
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None

    def _validate(self, document: Document, value: Any, kind: type[T], keys: Keys = ()) -> T | None:
        try:
            return TypeAdapter(kind).validate_python(value)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                place = keys + tuple(key for key in item["loc"] if isinstance(key, str | int))
                where = ".".join(str(key) for key in place)
                found = item.get("input")
                shown = f" Found {found!r}." if isinstance(found, str | int | float | bool) else ""
                self.problems.append(Problem(document.location(*place), f"{where}: {item['msg']}.{shown}"))
            return None

    def _whole(self, name: str, kind: type[T]) -> T:
        document = self._read(self.folder / name)
        value = self._validate(document, document.value, kind) if document else None
        if value is None:
            raise InvalidInput(self.problems)
        return value

    def _each(self, folder: str, noun: str, kind: type[T], order: tuple[str, ...]) -> dict[str, T]:
        """One value a file; the file's name is its id; the manifest gives the order."""
        found = {path.stem: path for path in self._files(folder)}
        manifest = Location(str(self.folder / "knowledge.yaml"))
        for name in sorted(set(order) ^ set(found)):
            missing = "has no file" if name in order else "is not listed"
            self.problems.append(Problem(manifest, f"the {noun} {name!r} {missing}."))
        values = {}
        for name in order:
            document = self._read(found[name]) if name in found else None
            if document is None:
                continue
            value = self._validate(document, document.value, kind)
            if value is not None:
                values[name] = value
                self.places[noun, name] = _Placed(document, ())
        return values

    def _entries(self, folder: str, noun: str, kind: type[T]) -> dict[str, T]:
        """Many values a file, under ids that are unique over all files of the folder."""
        values: dict[str, T] = {}
        for path in self._files(folder):
            for name, value in self._mapping(path, noun, kind).items():
                if name in values:
                    self.problems.append(Problem(Location(str(path)), f"the {noun} {name!r} appears in two files."))
                values[name] = value
        return values

    def _mapping(self, path: Path, noun: str, kind: type[T]) -> dict[str, T]:
        document = self._read(path)
        if document is None or document.value is None:
            return {}
        if not isinstance(document.value, dict):
            self.problems.append(Problem(document.location(), f"the file must map ids to {noun}s."))
            return {}
        values = {}
        for name, item in document.value.items():
            value = self._validate(document, item, kind, (name,))
            if value is not None:
                values[name] = value
                self.places.setdefault((noun, name), _Placed(document, (name,)))
        return values

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.folder / folder).glob("*.yaml"))

    # --- meaning ---

    def _conditions(
        self,
        groups: Mapping[str, QuestionGroup],
        decisions: Mapping[str, Decision],
        rules: Mapping[str, Rule],
        couplings: Mapping[str, Coupling],
        components: ComponentCatalog,
        requirements: Vocabulary,
        everything: Vocabulary,
    ) -> dict[str, Condition]:
        conditions: dict[str, Condition] = {}
        texts: list[tuple[str | None, Vocabulary, Callable[[], Location]]] = []
        for name, group in groups.items():
            for field_name, question in group.questions.items():
                keys = ("questions", field_name, "asked_when")
                texts.append((question.asked_when, requirements, self._at("question group", name, *keys)))
        for name, decision in decisions.items():
            texts.append((decision.applies_when, requirements, self._at("decision", name, "applies_when")))
            for option_name, option in decision.options.items():
                for use in option.components:
                    texts.append((use.when, everything, self._at("decision", name, "options", option_name)))
                for flow in option.flows:
                    texts.append((flow.when, everything, self._at("decision", name, "options", option_name)))
        for name, rule in rules.items():
            texts.append((rule.when, requirements, self._at("rule", name, "when")))
        for name, coupling in couplings.items():
            texts.append((coupling.when, requirements, self._at("coupling", name, "when")))
        catalog = Location(str(self.folder / "components.yaml"))
        texts.extend((text, everything, lambda: catalog) for text in catalog_conditions(components))
        for text, vocabulary, location in texts:
            if text is None or text in conditions:
                continue
            try:
                conditions[text] = parse(text, vocabulary)
            except ConditionError as error:
                self.problems.append(Problem(location(), str(error)))
        return conditions

    def _at(self, noun: str, name: str, *keys: str | int) -> Callable[[], Location]:
        return lambda: self.places[noun, name].at(*keys)

    def _check_names(
        self,
        decisions: Mapping[str, Decision],
        rules: Mapping[str, Rule],
        couplings: Mapping[str, Coupling],
        sources: Mapping[str, Source],
        components: ComponentCatalog,
        manifest: Manifest,
        requirements: Vocabulary,
    ) -> None:
        """Every id that is used exists: decisions, options, qualities, components, places, sources, quoted answers."""
        ends = set(components.components) | {c.role for c in components.components.values() if c.role}

        def known(name: str, allowed: Any, noun: str, at: Location) -> bool:
            if name not in allowed:
                self.problems.append(Problem(at, f"{name!r} is not a known {noun}.", choices_hint(name, allowed)))
            return name in allowed

        def options(decision: str, names: Any, at: Location) -> None:
            if known(decision, decisions, "decision", at):
                for name in names:
                    known(name, decisions[decision].options, f"option of {decision}", at)

        for name, rule in rules.items():
            at = self.places["rule", name].at()
            for decision, weights in (*rule.weigh.items(), *rule.forbid.items()):
                options(decision, weights, at)
            for field_name in quoted_fields(rule.because):
                known(field_name, requirements, "requirement", self.places["rule", name].at("because"))
        for name, coupling in couplings.items():
            for decision, choices in coupling.pair.items():
                options(decision, choices, self.places["coupling", name].at("pair"))
        for name, decision_value in decisions.items():
            for option_name, option in decision_value.options.items():
                at = self.places["decision", name].at("options", option_name)
                for quality in option.effects:
                    known(quality, manifest.qualities, "quality", at)
                for use in option.components:
                    known(use.component, components.components, "component", at)
                for flow in option.flows:
                    known(flow.source, ends, "component or role", at)
                    known(flow.target, ends, "component or role", at)
                for place, boundary in option.places.items():
                    known(place, components.places, "place", at)
                    known(boundary, components.boundaries, "boundary", at)
        for noun, name, citation in _citations(decisions, rules, couplings):
            known(citation, sources, "source", self.places[noun, name].at())
        for citation in manifest.preference.sources:
            known(citation, sources, "source", Location(str(self.folder / "knowledge.yaml")))


def quoted_fields(sentence: str) -> list[str]:
    """The names in braces of a sentence that quotes answers."""
    return _QUOTED.findall(sentence)


def catalog_conditions(components: ComponentCatalog) -> Iterator[str | None]:
    """Every ``when`` text of the component catalog."""
    yield from ()


def _citations(
    decisions: Mapping[str, Decision], rules: Mapping[str, Rule], couplings: Mapping[str, Coupling]
) -> Iterator[tuple[str, str, str]]:
    for noun, values in (("rule", rules), ("coupling", couplings)):
        for name, value in values.items():
            yield from ((noun, name, source) for source in value.sources)
    for name, decision in decisions.items():
        for option in decision.options.values():
            yield from (("decision", name, source) for source in option.sources)
            for effect in option.effects.values():
                yield from (("decision", name, source) for source in effect.sources)


def json_schema(kind: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of one kind of knowledge file, for editors."""
    return kind.model_json_schema()
