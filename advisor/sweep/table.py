"""Tables of scenarios, in and out: CSV as it is, Parquet with the extra ``sweep``."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from advisor.conditions import Field
from advisor.errors import MissingTool, UserError
from advisor.sweep.draws import Values
from advisor.sweep.grid import TICKED_BY, shown_name, ticked_text
from advisor.sweep.run import Answered

CONTRADICTION = "contradiction"
SUFFIXES = (".parquet", ".csv")


@dataclass(frozen=True)
class Layout:
    """What the columns of a sweep's table mean.

    Attributes:
        varied: the fields that are varied, by their name in conditions.
        decisions: the options of each decision.
        coherence: whether a last column tells which scenarios can't be, because one answer exceeds another.
    """

    varied: Mapping[str, Field]
    decisions: Mapping[str, Sequence[str]]
    coherence: bool

    @property
    def header(self) -> list[str]:
        """The names of the columns, in order."""
        of_decisions = [name for decision in self.decisions for name in (decision, f"{decision}_probability")]
        last = [CONTRADICTION] if self.coherence else []
        return [*(shown_name(name) for name in self.varied), "feasible", "score", *of_decisions, *last]


@dataclass(frozen=True)
class Part:
    """Consecutive rows of a table.

    Attributes:
        varied: the varied answers, one array a field.
        answered: what the engine says of them.
        contradictions: what can't be in each row, in words; empty where nothing is wrong.
    """

    varied: Mapping[str, Values]
    answered: Answered
    contradictions: Sequence[str]


Rows = Iterable[Part]


def check_suffix(path: Path) -> None:
    """Refuse a table that could not be read or written, before any work is done.

    Raises:
        UserError: the name ends neither in .parquet nor in .csv.
        MissingTool: it is Parquet and pyarrow is not installed.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(f"{path}: tables end in {' or '.join(SUFFIXES)}.")
    if path.suffix.lower() == ".parquet":
        _pyarrow()


def write_table(path: Path, suffix: str, layout: Layout, parts: Rows) -> None:
    """Write the rows part by part; ``suffix`` decides on the format."""
    if suffix.lower() == ".parquet":
        _write_parquet(path, layout, parts)
    else:
        _write_csv(path, layout, parts)


def read_table(path: Path) -> dict[str, list[str]]:
    """The cells of a table as texts, by the name of their column; empty where nothing stands.

    Raises:
        UserError: the file can't be read, or a line has more cells than the header.
        MissingTool: it is Parquet and pyarrow is not installed.
    """
    check_suffix(path)
    try:
        if path.suffix.lower() == ".parquet":
            columns = _pyarrow().parquet.read_table(path).to_pydict()
            return {name: [_cell(value) for value in values] for name, values in columns.items()}
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = [line for line in csv.reader(file) if line] or [[]]
    except (OSError, ValueError, csv.Error) as error:
        raise UserError(f"{path}: the table can't be read: {error}.") from None
    for number, line in enumerate(lines, 1):
        if len(line) != len(header):
            raise UserError(f"{path}: row {number} has {len(line)} cells, the header has {len(header)}.")
    if len(set(header)) < len(header):
        raise UserError(f"{path}: a column appears twice.")
    return {name.strip(): [line[place].strip() for line in lines] for place, name in enumerate(header)}


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return TICKED_BY.join(str(item) for item in value)
        case float() if math.isnan(value):
            return ""
        case _:
            return str(value)


def _write_csv(path: Path, layout: Layout, parts: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(layout.header)
        for part in parts:
            answered = part.answered
            columns: list[Sequence[object]] = [_texts(layout.varied[name], part.varied[name]) for name in layout.varied]
            columns.append(["true" if feasible else "false" for feasible in answered.feasible.tolist()])
            columns.append(_numbers(answered.score, "{!r}"))
            for place, options in enumerate(layout.decisions.values()):
                names = [*options, ""]
                columns.append([names[option] for option in answered.options[place].tolist()])
                columns.append(_numbers(answered.probabilities[place], "{:.6f}"))
            if layout.coherence:
                columns.append(part.contradictions)
            writer.writerows(zip(*columns, strict=True))


def _numbers(values: np.ndarray[Any, Any], form: str) -> list[str]:
    """Texts of numbers; empty where there is none. Equal numbers are written once."""
    distinct, places = np.unique(values, return_inverse=True)
    texts = [form.format(value) if math.isfinite(value) else "" for value in distinct.tolist()]
    return [texts[place] for place in places.tolist()]


def _texts(field: Field, values: Values) -> Sequence[str]:
    if field.kind == "number":
        return _numbers(values, "{!r}")
    distinct, places = np.unique(values, return_inverse=True)
    texts = ["" if value < 0 else _text(field, value) for value in distinct.tolist()]
    return [texts[place] for place in places.tolist()]


def _text(field: Field, value: int) -> str:
    return field.choices[value] if field.kind == "choice" else ticked_text(value, field)


def _write_parquet(path: Path, layout: Layout, parts: Rows) -> None:
    arrow = _pyarrow()
    text = arrow.dictionary(arrow.int32(), arrow.string())
    kinds = [arrow.float64() if field.kind == "number" else arrow.bool_() if field.is_boolean else text
             for field in layout.varied.values()]  # fmt: skip
    kinds += [arrow.bool_(), arrow.float64(), *[text, arrow.float32()] * len(layout.decisions)]
    kinds += [text] if layout.coherence else []
    schema = arrow.schema(list(zip(layout.header, kinds, strict=True)))
    texts = [name for name, kind in zip(layout.header, kinds, strict=True) if kind == text]  # numbers seldom repeat
    with arrow.parquet.ParquetWriter(path, schema, use_dictionary=texts) as writer:
        for part in parts:
            answered = part.answered
            arrays = [_arrow_answers(arrow, layout.varied[name], part.varied[name]) for name in layout.varied]
            arrays.append(arrow.array(answered.feasible))
            arrays.append(arrow.array(answered.score, mask=~answered.feasible))
            for place, options in enumerate(layout.decisions.values()):
                arrays.append(_coded(arrow, answered.options[place], options))
                chances = answered.probabilities[place]
                arrays.append(arrow.array(chances, mask=np.isnan(chances)))
            if layout.coherence:
                told = [said or None for said in part.contradictions]
                arrays.append(arrow.array(told, arrow.string()).dictionary_encode())
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))


def _arrow_answers(arrow: ModuleType, field: Field, values: Values) -> Any:
    if field.kind == "number":
        return arrow.array(values, mask=np.isnan(values))
    if field.is_boolean:
        return arrow.array(values == 1, mask=values < 0)
    if field.kind == "choice":
        return _coded(arrow, values, field.choices)
    distinct, places = np.unique(values, return_inverse=True)
    codes = np.where(distinct < 0, -1, np.arange(len(distinct)))[places]
    return _coded(arrow, codes, [ticked_text(max(value, 0), field) for value in distinct.tolist()])


def _coded(arrow: ModuleType, codes: np.ndarray[Any, Any], texts: Sequence[str]) -> Any:
    """Positions among ``texts``, null where negative."""
    return arrow.DictionaryArray.from_arrays(arrow.array(codes.astype(np.int32), mask=codes < 0), list(texts))


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise MissingTool(
            "Parquet needs pyarrow. Install it with: pip install 'ml-architecture-advisor[sweep]', or write a .csv."
        ) from None
    return pa
