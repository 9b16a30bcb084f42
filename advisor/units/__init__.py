"""Units, and how quantities are read, converted and shown. The only conversions there are."""

from advisor.units.reading import accepted, read_base_quantity, read_quantity
from advisor.units.showing import show_quantity, show_range
from advisor.units.table import NONE, Dimension, InvalidQuantity, describe, dimension, factor, multiply, readable_unit

__all__ = [
    "NONE",
    "Dimension",
    "InvalidQuantity",
    "accepted",
    "describe",
    "dimension",
    "factor",
    "multiply",
    "read_base_quantity",
    "read_quantity",
    "readable_unit",
    "show_quantity",
    "show_range",
]
