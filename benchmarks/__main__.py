"""``python -m benchmarks``."""

from __future__ import annotations

import sys
from pathlib import Path

from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.compiled import compiled
from benchmarks.contests import contests
from benchmarks.questions import commands, questions
from benchmarks.report import page
from benchmarks.throughput import rates

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def main() -> None:
    """Measure, print, and write the page."""
    knowledge = load_knowledge()
    model = compiled(knowledge)
    text = page(model, contests(model), commands(knowledge), rates(model), questions(knowledge))
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
