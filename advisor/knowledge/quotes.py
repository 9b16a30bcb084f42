"""What the sentences of the rule base quote."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"\{([^{}]*)\}")


def quoted_fields(sentence: str) -> list[str]:
    """What a sentence quotes in braces: names of answers, or arithmetic on them."""
    return _QUOTED.findall(sentence)
