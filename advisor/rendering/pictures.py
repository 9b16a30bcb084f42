"""All diagrams of one recommendation, in the order in which they are to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from advisor.architecture.architecture import Architecture
from advisor.architecture.overviews import context_view, deployment_view
from advisor.architecture.pulls import pulls
from advisor.architecture.sequence import prediction_sequence
from advisor.architecture.views import View, views
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering import pulls as decision_graph
from advisor.rendering import sequence as prediction
from advisor.rendering.diagrams import draw
from advisor.rendering.figures import figures_of
from advisor.rendering.picture import Picture
from advisor.rendering.typesetting import can_set


def pictures_of(
    knowledge: KnowledgeBase,
    recommendation: Recommendation,
    architecture: Architecture,
    records: Mapping[str, int],
    links: Mapping[str, str],
) -> dict[str, Picture]:
    """The diagrams by file name stem; a view that would be empty is absent.

    Args:
        records: number of the record of each decision.
        links: address of the record of each decision, seen from the folder of the diagrams.
    """
    behind = {} if recommendation.forecast is None else recommendation.forecast.figures
    figures = figures_of(architecture, {**behind, **recommendation.estimates})
    containers, data_flow, release_loop = views(architecture)
    shown = (containers, context_view(architecture), data_flow, deployment_view(architecture), release_loop)
    pictures = {
        view.id: draw(view, records, {**_of_units(view, architecture, figures), **figures}, links)
        for view in shown
        if view.boxes
    }
    sequence = prediction_sequence(architecture)
    if sequence.steps:
        pictures[prediction.NAME] = prediction.draw_sequence(sequence, figures, links)
    pulled = pulls(recommendation, knowledge)
    if pulled:
        pictures[decision_graph.NAME] = decision_graph.draw_pulls(pulled, recommendation, knowledge, records, links)
    return pictures


def _of_units(view: View, architecture: Architecture, figures: Mapping[str, str]) -> dict[str, str]:
    """The figures of components for boxes that stand for several, by the role that the box took over from one."""
    return {
        box.id: figures[part.id]
        for box in view.boxes
        if box.role and box.id not in architecture.components
        for part in architecture.in_role(box.role)[:1]
        if part.id in figures
    }


def draw_all(pictures: Mapping[str, Picture]) -> dict[str, bytes]:
    """SVG, PNG, DOT and, where typst is there, PDF of every diagram, by file name."""
    with drawing(pictures) as drawn:
        return drawn()


@contextmanager
def drawing(pictures: Mapping[str, Picture]) -> Iterator[Callable[[], dict[str, bytes]]]:
    """Diagrams being drawn while the caller goes on; what is yielded waits for them and gives what ``draw_all`` does.

    Graphviz runs in processes of its own, several at once.
    """
    from concurrent.futures import ThreadPoolExecutor

    kinds = ("svg", "png", "pdf") if can_set() else ("svg", "png")
    with ThreadPoolExecutor() as pool:
        begun = [pool.submit(getattr, picture, kind) for kind in kinds for picture in pictures.values()]

        def drawn() -> dict[str, bytes]:
            for future in begun:
                future.result()
            files: dict[str, bytes] = {}
            for name, picture in pictures.items():
                files |= {f"{name}.svg": picture.svg.encode(), f"{name}.png": picture.png}
                files |= {f"{name}.dot": picture.dot.encode()}
                if "pdf" in kinds:
                    files[f"{name}.pdf"] = picture.pdf
            return files

        yield drawn
