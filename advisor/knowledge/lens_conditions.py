"""Boolean conditions over ticked choices, as exact sets of combinations of ticks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

MOST_CHOICES = 22
"""Four million combinations: a bit set of half a megabyte. The format itself allows 15 choices a question."""
_MOST_DEPTH = 60
_TOKEN = re.compile(r"\s*(?:(?P<name>\w+)|(?P<mark>&&|\|\||[!()]))")


class LensConditionError(ValueError):
    """A condition that can't be read."""


def names_in(condition: str) -> tuple[str, ...]:
    """Every choice that a condition names, readable or not."""
    return tuple(re.findall(r"\w+", condition))


class Combinations:
    """All combinations of ticks of some choices; a set of them is an integer with one bit for each.

    Bit ``c`` stands for the combination in which choice ``i`` is ticked where bit ``i`` of ``c`` is set.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        self.all = (1 << (1 << len(self.names))) - 1
        self._ticked = {name: self._with(position) for position, name in enumerate(self.names)}

    def where(self, condition: str) -> int:
        """The combinations under which ``condition`` holds.

        Raises:
            LensConditionError: it can't be read, or names a choice that is not among these.
        """
        return _Reader(condition, self._ticked, self.all).read()

    def check(self, condition: str) -> None:
        """Read a condition for its form alone, whatever its choices.

        Raises:
            LensConditionError: it can't be read.
        """
        _Reader(condition, dict.fromkeys(names_in(condition), 0), self.all).read()

    def depends(self, where: int, name: str) -> bool:
        """Whether ticking ``name`` moves any combination into or out of the set."""
        if name not in self._ticked:
            return False
        ticked, step = self._ticked[name], 1 << self.names.index(name)
        return (where & ticked) >> step != where & ~ticked

    def fewest_ticks(self, where: int) -> tuple[str, ...]:
        """The smallest combination of the set, the earlier choices first among equals; empty for an empty set."""
        bits = where.to_bytes((1 << len(self.names)) // 8 + 1, "little")
        for size in range(len(self.names) + 1):
            for chosen in itertools.combinations(range(len(self.names)), size):
                at = sum(1 << position for position in chosen)
                if bits[at >> 3] >> (at & 7) & 1:
                    return tuple(self.names[position] for position in chosen)
        return ()

    def _with(self, position: int) -> int:
        """The combinations in which the choice at ``position`` is ticked: blocks of zeros and ones, doubled up."""
        block = 1 << position
        pattern, width = ((1 << block) - 1) << block, 2 * block
        while width < 1 << len(self.names):
            pattern |= pattern << width
            width *= 2
        return pattern


class _Reader:
    """Recursive descent, or < and < not, that computes sets as it reads."""

    def __init__(self, condition: str, ticked: dict[str, int], everything: int) -> None:
        self._tokens = list(self._split(condition))
        self._ticked = ticked
        self._all = everything
        self._next = 0
        self._depth = 0

    @staticmethod
    def _split(condition: str) -> Iterator[str]:
        text, position = condition.rstrip(), 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise LensConditionError(f"{text[position:].strip()[:12]!r} is no choice, bracket, !, && or ||")
            yield match.group().strip()
            position = match.end()

    def read(self) -> int:
        found = self._or()
        if self._next < len(self._tokens):
            raise LensConditionError(f"{self._tokens[self._next]!r} is not expected after {self._before()}")
        return found

    def _before(self) -> str:
        return repr(self._tokens[self._next - 1]) if self._next else "the beginning"

    def _take(self, token: str) -> bool:
        taken = self._next < len(self._tokens) and self._tokens[self._next] == token
        self._next += taken
        return taken

    def _or(self) -> int:
        found = self._and()
        while self._take("||"):
            found |= self._and()
        return found

    def _and(self) -> int:
        found = self._not()
        while self._take("&&"):
            found &= self._not()
        return found

    def _not(self) -> int:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise LensConditionError(f"it is nested more than {_MOST_DEPTH} deep")
        found = self._all & ~self._not() if self._take("!") else self._value()
        self._depth -= 1
        return found

    def _value(self) -> int:
        if self._take("("):
            found = self._or()
            if not self._take(")"):
                raise LensConditionError("')' is missing")
            return found
        if self._next == len(self._tokens):
            raise LensConditionError(f"something is missing after {self._before()}")
        name = self._tokens[self._next]
        if name not in self._ticked:
            raise LensConditionError(f"{name!r} is not expected after {self._before()}")
        self._next += 1
        return self._ticked[name]
