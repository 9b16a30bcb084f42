"""Every option states its effect on every quality, with a source where there is one."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "effect-missing"
CHECK_SOURCE = "effect-without-source"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each empty cell of the table of options and qualities, and for each unsourced grade."""
    for decision, value in files.knowledge.decisions.items():
        for option, described in value.options.items():
            at = ("options", option, "effects")
            for quality in files.knowledge.qualities:
                effect = described.effects.get(quality)
                if effect is None:
                    text = f"{decision}.{option} states no effect on {quality}. Grade 0 is a statement too."
                    yield error(CHECK, files.at("decision", decision, *at), text)
                elif effect.grade != 0 and not effect.sources:
                    text = f"{decision}.{option} is graded {effect.grade:+d} for {quality} without a source."
                    yield error(CHECK_SOURCE, files.at("decision", decision, *at, quality), text)
