"""The reliability diagram: how sure the advice was, and how often it agreed with what was built.

See DeGroot and Fienberg (1983), "The comparison and evaluation of forecasters".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.evaluation.agreement import BINS, Agreement
from advisor.rendering import svg
from advisor.rendering.charts import FOR
from advisor.rendering.plot import INK, QUIET

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def reliability_diagram(agreement: Agreement) -> str:
    """As SVG: agreement by tenths of probability against the diagonal, the numbers of decisions below."""
    said = "; ".join(
        f"said {part.probability:.0%}, agreed {part.agreement:.0%} of {part.count}" for part in agreement.bins
    )
    return svg.of_figure(lambda: _draw(agreement), "reliability", _title(agreement), said)


def _title(agreement: Agreement) -> str:
    return f"How sure, and how often right: calibration error {agreement.calibration_error:.3f}"


def _draw(agreement: Agreement) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 5.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    above.set_title(_title(agreement), loc="left", fontsize=10, color=INK)
    above.plot((0, 1), (0, 1), color=QUIET, linewidth=1, linestyle="--")
    above.annotate("as sure as right", (0.05, 0.08), color=QUIET, rotation=38, fontsize=9)
    sure = [part.probability for part in agreement.bins]
    above.plot(sure, [part.agreement for part in agreement.bins], color=FOR, marker="o")
    above.set(xlim=(0, 1), ylim=(0, 1.02), ylabel="share that agreed with what was built")
    counts = [part.count for part in agreement.bins]
    below.bar(sure, counts, width=0.6 / BINS, color=FOR)
    for place, count in zip(sure, counts, strict=True):
        below.annotate(str(count), (place, count), ha="center", va="bottom", fontsize=8, color=QUIET)
    below.set(xlabel="probability given to the recommended option", ylabel="decisions", ylim=(0, max(counts) * 1.3))
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
    return figure
