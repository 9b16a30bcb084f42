"""A result of the lab as text, Markdown, JSON and a chart."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from advisor.lab.result import Cell, Chart, Result
from advisor.rendering import svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#000000")
MARKS = ("o", "s", "^", "D")
HATCHES = ("", "///", "...", "xxx")
LINES = ("-", "--", "-.", ":")


def result_text(result: Result) -> str:
    """For the terminal."""
    lines = [result.question, "", f"Data  {result.data}; seed {result.seed}"]
    width = max(len(name) for name in result.conditions)
    lines += [f"  {name:<{width}}  {value}" for name, value in result.conditions.items()]
    lines += ["", *_aligned(result), ""]
    if result.comparisons:
        lines += ["Estimates beside measurements"]
        lines += [f"  {row}" for row in comparison_lines(result)] + [""]
    lines += ["What it means", f"  {result.means}", "", "What it does not mean", f"  {result.does_not_mean}"]
    if result.answers:
        measured = ", ".join(f"{name} {number(r.low)} to {number(r.high)}" for name, r in result.answers.items())
        lines += ["", f"Measured answers: {measured}. Put them into a system file with --into FILE."]
    return "\n".join(lines) + "\n"


def result_markdown(result: Result) -> str:
    """For a repository."""
    head, rule = " | ".join(result.table.columns), " | ".join("---" for _ in result.table.columns)
    rows = [" | ".join(cell_text(cell) for cell in row) for row in result.table.rows]
    lines = [f"# {result.question}", "", result.means, "", f"*{result.does_not_mean}*", ""]
    lines += [f"![{result.chart.title}](result.svg)", ""]
    lines += [f"| {row} |" for row in (head, rule, *rows)] + ["", "## How it was measured", ""]
    lines += [f"- data: {result.data}; seed {result.seed}"]
    lines += [f"- {name}: {value}" for name, value in result.conditions.items()]
    if result.readings:
        lines += ["", "## Single figures", ""]
        lines += [
            f"- {r.name}: {number(r.mid)} {r.unit} ({number(r.low)} to {number(r.high)})" for r in result.readings
        ]
    if result.comparisons:
        lines += ["", "## Estimates beside measurements", "", *(f"- {row}" for row in comparison_lines(result))]
    return "\n".join(lines) + "\n"


def comparison_lines(result: Result) -> list[str]:
    """One line for each estimate that the experiment can judge."""
    return [
        f"{c.quantity}: estimated {number(c.estimate)} {c.unit} ({c.formula}), measured {number(c.measured)} {c.unit}, "
        f"{c.ratio:.2f} times the estimate"
        for c in result.comparisons
    ]


def result_json(result: Result) -> str:
    """For machines; ``null`` stands for a number that is infinite or was not measured."""
    return json.dumps({"version": 1, **_plain(asdict(result))}, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def cell_text(cell: Cell) -> str:
    """A cell for people."""
    if cell is None:
        return "–"
    return number(cell) if isinstance(cell, float) else str(cell)


def number(value: float) -> str:
    """Four digits, without an exponent where that reads well."""
    if not math.isfinite(value):
        return "∞"
    if value == 0:
        return "0"
    return f"{value:,.4g}" if 1e-3 <= abs(value) < 1e4 else f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.2e}"


def _aligned(result: Result) -> list[str]:
    rows = [result.table.columns, *(tuple(cell_text(cell) for cell in row) for row in result.table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(result.table.columns))]
    texts = [all(isinstance(row[column], str) for row in result.table.rows) for column in range(len(widths))]
    return [
        "  "
        + "  ".join(c.ljust(w) if text else c.rjust(w) for c, w, text in zip(row, widths, texts, strict=True)).rstrip()
        for row in rows
    ]


def chart_svg(result: Result) -> str:
    """The chart of a result; the same result gives the same bytes."""
    return svg.of_figure(lambda: _draw(result.chart), result.experiment, result.chart.title, result.means)


def _draw(chart: Chart) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(chart.title, loc="left")
    axes.set_xlabel(chart.x_label)
    axes.set_ylabel(chart.y_label)
    (_draw_bars if chart.kind == "bars" else _draw_lines)(axes, chart)
    if chart.logarithmic:
        axes.set_yscale("log")
    axes.spines[["top", "right"]].set_visible(False)
    if len(chart.series) > 1:
        axes.legend(frameon=False)
    return figure


def _draw_lines(axes: Axes, chart: Chart) -> None:
    for index, series in enumerate(chart.series):
        marks = MARKS[index % len(MARKS)] if len(series.x) < 20 else ""
        axes.plot(
            series.x, series.y, color=COLOURS[index % len(COLOURS)], linestyle=LINES[index % len(LINES)], marker=marks,
            label=series.label,
        )  # fmt: skip


def _draw_bars(axes: Axes, chart: Chart) -> None:
    wide = 0.8 / len(chart.series)
    for index, series in enumerate(chart.series):
        places = [place + wide * (index - (len(chart.series) - 1) / 2) for place in range(len(series.x))]
        axes.bar(
            places, series.y, wide, label=series.label, color=COLOURS[index % len(COLOURS)], edgecolor="white",
            hatch=HATCHES[index % len(HATCHES)],
        )  # fmt: skip
        if series.low:
            spread = [
                [y - low for y, low in zip(series.y, series.low, strict=True)],
                [high - y for y, high in zip(series.y, series.high, strict=True)],
            ]
            axes.errorbar(places, series.y, yerr=spread, fmt="none", ecolor="#1a1a1a", capsize=4)
    axes.set_xticks(range(len(chart.series[0].x)), [str(x) for x in chart.series[0].x])
    axes.tick_params(axis="x", labelrotation=20 if len(chart.series[0].x) > 4 else 0)
