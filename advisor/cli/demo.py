"""``advisor demo``."""

from __future__ import annotations

from pathlib import Path

from advisor.cli.common import Quiet, advise_on, colour, columns, ways_out_of

EXAMPLE = "payment-fraud.yaml"
FOLDER = Path("out/demo")


def demo(quiet: Quiet = False) -> None:
    """Do the main job on a published system: recommend an architecture and write it to out/demo.

    \b
    Example:
      advisor demo
    """
    from advisor.cli.build import write
    from advisor.locations import knowledge_folder
    from advisor.rendering.terminal import recommendation_text

    path = knowledge_folder() / "examples" / EXAMPLE
    knowledge, recommendation = advise_on(path, quiet)
    print(
        recommendation_text(
            recommendation,
            knowledge,
            path=str(FOLDER / "system.yaml"),
            ways_out=ways_out_of(knowledge, recommendation),
            colour=colour(),
            width=columns(),
        )
    )
    write(knowledge, recommendation, FOLDER, quiet)
