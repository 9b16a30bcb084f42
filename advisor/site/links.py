"""Links in Markdown that lead elsewhere once a page stands in the site."""

from __future__ import annotations

import re
from collections.abc import Callable

_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s:]+)\)")


def relinked(text: str, to: Callable[[str], str | None]) -> str:
    """``text`` with each relative address as ``to`` gives it; where it gives none, the words stand alone."""

    def led(link: re.Match[str]) -> str:
        words, address = link.groups()
        target = to(address)
        return words if target is None else link.group().replace(f"]({address})", f"]({target})")

    return _LINK.sub(led, text)
