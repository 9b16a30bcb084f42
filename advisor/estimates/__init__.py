"""Numbers before opinions: each estimate is one small documented function on arrays, found here by its name.

``from advisor.estimates import erlang_c`` gives the function; ``formulas()`` all of them with their units, inputs,
assumptions and sources. Modules are imported when a name is first asked for; whoever knows the module of a formula
asks ``formula_in`` for it and imports no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.estimates.formula import Formula, Function


@cache
def formulas() -> Mapping[str, Formula]:
    """Every formula by name."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return import_module(f"{__name__}.formula").FORMULAS  # type: ignore[no-any-return]


def formula_in(module: str, name: str) -> Formula:
    """The formula ``name`` of one ``module`` of this package.

    Raises:
        KeyError: the module has no such formula.
    """
    import_module(module)
    return import_module(f"{__name__}.formula").FORMULAS[name]  # type: ignore[no-any-return]


def __getattr__(name: str) -> Function:
    if name.startswith("_") or name not in formulas():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return formulas()[name].function


def __dir__() -> list[str]:
    return sorted([*globals(), *formulas()])
