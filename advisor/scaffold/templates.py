"""Jinja2 as the scaffold uses it: tags are ``<% %>`` and ``<< >>``, which Python has no use for in our templates.

What a user wrote never goes into Python. Where it goes (README, pyproject.toml), a filter escapes it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from advisor import locations
from advisor.rendering.environment import Markdown, escape_markdown
from advisor.rendering.wording import plain
from advisor.scaffold.pieces import FOLDER

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_SLUG = 40


def slug(name: str) -> str:
    """A name for packages and containers: small ASCII letters, digits and hyphens, beginning with a letter."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    cleaned = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_SLUG].strip("-")
    if not cleaned:
        return "system"
    return cleaned if cleaned[0].isalpha() else f"system-{cleaned}"


def toml_string(value: object) -> Markdown:
    """``value`` as a basic string of TOML."""
    return Markdown(json.dumps(plain(str(value)), ensure_ascii=False))


def render(template: str, values: dict[str, Any]) -> str:
    """The text of ``templates/scaffold/<template>.jinja``. A name that ``values`` does not hold is an error."""
    return environment().get_template(f"{template}.jinja").render(values)


@cache
def environment() -> Environment:
    """The environment of the scaffold's templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(locations.templates_folder() / FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - there is no HTML here; filters escape what users wrote
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"md": escape_markdown, "toml": toml_string}
    return made
