"""The page docs/estimates-formulas.md from the formulas themselves: ``python -m tests.estimates.formula_list``."""

from __future__ import annotations

import re
from pathlib import Path

from advisor.estimates import formulas
from advisor.estimates.breakevens import BREAK_EVENS
from advisor.estimates.formula import Formula
from advisor.knowledge.loading import load_knowledge

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "estimates-formulas.md"
_NO_CHECKS = frozenset({"test_formulas.py", "test_inputs.py", "test_ranges.py", "test_references.py"})
"""Tests of how formulas take inputs and ranges: they name formulas as examples and hold none against anything."""

_HEAD = """# Formulas

Every formula of `advisor estimate`, in one list. `advisor estimate NAME` works one out and names its inputs,
assumptions and limits; `from advisor.estimates import NAME` is the function. *Checked in* names the files of
`tests/estimates` that hold it against print, simulation, another formula or a sum worked out by hand; each test says
which. Made by `python -m tests.estimates.formula_list`.

| formula | what it gives | unit | expression | sources | checked in |
| --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The page, sources linked, formulas by name."""
    urls = {name: source.url for name, source in load_knowledge().sources.items()}
    return _HEAD + "".join(_row(formula, urls) for _, formula in sorted(formulas().items()))


def checks_of(name: str) -> list[str]:
    """The test files that hold a formula against something; every break-even is also held with the others."""
    word = re.compile(rf"\b{name}\b")
    tests = [*HERE.glob("test_*.py"), *HERE.glob("check_*.py")]
    found = {
        path.name for path in tests if path.name not in _NO_CHECKS and word.search(path.read_text(encoding="utf-8"))
    }
    return sorted(found | {"test_breakevens.py"} if name in BREAK_EVENS else found)


def _row(formula: Formula, urls: dict[str, str | None]) -> str:
    sources = ", ".join(f"[{name}]({urls[name]})" if urls[name] else name for name in formula.sources)
    expression = formula.expression.replace("|", "\\|")
    checks = ", ".join(file.removesuffix(".py") for file in checks_of(formula.name))
    return f"| `{formula.name}` | {formula.title} | {formula.unit} | {expression} | {sources} | {checks} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
