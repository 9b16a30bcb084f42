"""Packs laid over a rule base: what an organisation adds, and what it says that it overrides.

An entry with a new id is added. One whose id is there already must say ``overrides: true`` and then replaces the whole
entry; of decisions, options and question groups it replaces the fields that it states. Everything else is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.errors import Problem, nearest
from advisor.knowledge.references import Placed

OVERRIDES = "overrides"

_ONE_OF = {"components": "component", "boundaries": "boundary", "places": "place"}


@dataclass(frozen=True)
class Piece:
    """A value as read, before its shape is judged, and where it stands."""

    value: Any
    placed: Placed


@dataclass
class Merging:
    """Lays pieces over pieces; what does not fit is gathered in ``problems``."""

    problems: list[Problem] = field(default_factory=list)

    def entries(
        self, noun: str, under: Mapping[str, Piece], over: Mapping[str, Piece], *, by_field: bool = False
    ) -> dict[str, Piece]:
        """Ids with their entries: new ones added, those that say so replaced, whole or ``by_field``."""
        merged = dict(under)
        for name, piece in over.items():
            replaces, bare = _without_flag(piece)
            if name in under and not replaces:
                remedy = (
                    f"Add {OVERRIDES}: true to replace it, or take another id. The other: {under[name].placed.at()}."
                )
                self.problems.append(Problem(piece.placed.at(), f"the {noun} {name!r} is there already.", remedy))
            elif replaces and name not in under:
                self._overrides_nothing(noun, name, under, piece)
            merged[name] = _by_field(under[name], bare) if by_field and name in under else bare
        return merged

    def composites(
        self, noun: str, inner: tuple[str, str], under: Mapping[str, Piece], over: Mapping[str, Piece]
    ) -> dict[str, Piece]:
        """Decisions with their options, or groups with their questions.

        Args:
            noun: what the composite is called.
            inner: the key of its entries, and what one of them is called.
        """
        merged = dict(under)
        for name, piece in over.items():
            replaces, bare = _without_flag(piece)
            if name in under and isinstance(bare.value, dict) and isinstance(under[name].value, dict):
                merged[name] = self._composite(f"{noun} {name!r}", inner, under[name], bare, replaces)
                continue
            if replaces:
                self._overrides_nothing(noun, name, under, piece)
            merged[name] = bare
        return merged

    def catalog(self, under: Piece, over: Piece) -> Piece:
        """The component catalog: entries by id, and what always holds one after the other."""
        if not isinstance(over.value, dict) or not isinstance(under.value, dict):
            return over
        value, laid_over = dict(under.value), dict(under.placed.laid_over)
        for key, added in over.value.items():
            if key == "always" and isinstance(added, dict) and isinstance(value.get(key), dict):
                value[key] = self._appended(value[key], added, over.placed, laid_over)
            elif isinstance(added, dict) and isinstance(value.get(key), dict):
                merged = self.entries(_ONE_OF.get(str(key), str(key)), _inner(under, key), _inner(over, key))
                value[key] = {name: piece.value for name, piece in merged.items()}
                laid_over |= {(key, name): merged[name].placed for name in added}
            else:
                value[key] = added
                laid_over[key,] = _below(over.placed, key)
        return Piece(value, Placed(under.placed.document, under.placed.keys, laid_over))

    def _composite(self, what: str, inner: tuple[str, str], under: Piece, over: Piece, replaces: bool) -> Piece:
        key, noun = inner
        own = {name: value for name, value in over.value.items() if name != key}
        if own and not replaces:
            remedy = f"Add {OVERRIDES}: true to change {', '.join(own)}, or state {key} alone. The other: "
            at = over.placed.at(next(iter(own)))
            self.problems.append(Problem(at, f"the {what} is there already.", f"{remedy}{under.placed.at()}."))
        added = _inner(over, key)
        merged = self.entries(noun, _inner(under, key), added, by_field=noun == "option")
        whole = _by_field(under, Piece(own, over.placed))
        laid_over = dict(whole.placed.laid_over)
        laid_over |= {(key, name): merged[name].placed for name in added}
        value = {**whole.value, key: {name: piece.value for name, piece in merged.items()}}
        return Piece(value, Placed(under.placed.document, under.placed.keys, laid_over))

    def _appended(
        self, under: Mapping[str, Any], over: Mapping[str, Any], placed: Placed, laid_over: dict[Any, Placed]
    ) -> dict[str, Any]:
        value = dict(under)
        for key, added in over.items():
            before = value.get(key, [])
            if isinstance(added, list) and isinstance(before, list):
                for position in range(len(added)):
                    laid_over["always", key, len(before) + position] = _below(placed, "always", key, position)
                value[key] = [*before, *added]
            else:
                self.problems.append(Problem(placed.at("always", key), f"always.{key} can't be added to by a pack."))
        return value

    def _overrides_nothing(self, noun: str, name: str, known: Mapping[str, Piece], piece: Piece) -> None:
        close = nearest(name, known)
        meant = f"Did you mean {close!r}? " if close else ""
        remedy = f"{meant}Leave {OVERRIDES} out to add it."
        at = piece.placed.at(OVERRIDES)
        self.problems.append(Problem(at, f"there is no {noun} {name!r} to override.", remedy))


def pieces_of(value: Any, placed: Placed) -> Iterator[tuple[str, Piece]]:
    """The entries of a mapping."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield name, Piece(item, _below(placed, name))


def _by_field(under: Piece, over: Piece) -> Piece:
    """``under`` with the fields that ``over`` states in place of its own."""
    if not isinstance(under.value, dict) or not isinstance(over.value, dict):
        return over
    laid_over = dict(under.placed.laid_over)
    laid_over |= {(name,): _below(over.placed, name) for name in over.value}
    return Piece({**under.value, **over.value}, Placed(under.placed.document, under.placed.keys, laid_over))


def _inner(piece: Piece, key: str) -> dict[str, Piece]:
    return dict(pieces_of(piece.value.get(key), _below(piece.placed, key)))


def _below(placed: Placed, *keys: str | int) -> Placed:
    """The place of a part."""
    laid_over = {path[len(keys) :]: over for path, over in placed.laid_over.items() if path[: len(keys)] == keys}
    return laid_over.get((), Placed(placed.document, (*placed.keys, *keys), laid_over))


def _without_flag(piece: Piece) -> tuple[bool, Piece]:
    """Whether an entry says that it overrides, and the entry without saying so."""
    if not isinstance(piece.value, dict) or OVERRIDES not in piece.value:
        return False, piece
    bare = {key: value for key, value in piece.value.items() if key != OVERRIDES}
    return piece.value[OVERRIDES] is True, Piece(bare, piece.placed)
