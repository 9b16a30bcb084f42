"""Jinja2 as the advisor uses it: undefined names are errors, and what is shown is escaped unless marked as safe.

HTML templates are escaped by Jinja2 itself. Markdown templates get the same protection from ``finalize``: every
value is escaped as Markdown unless a filter has returned it as ``Markdown``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from advisor import locations
from advisor.rendering import wording
from advisor.units import show_quantity

if TYPE_CHECKING:
    from jinja2 import Environment

_ACTIVE = re.compile(r"([\\`*_\[\]<>|~$&])")
_ACTIVE_AT_START = re.compile(r"^([#+\-=]|\d+(?=[.)](?:\s|$)))")
_INSIDE_WORD = re.compile(r"(?<=[A-Za-z0-9])\\_(?=[A-Za-z0-9])")
_SAFE_ADDRESS = re.compile(r"https?://[^\s<>\"'`()\\]+$")


class Markdown(str):
    """Text that is Markdown already and must not be escaped again."""


def escape_markdown(value: object) -> Markdown:
    """``value`` as literal text on one line: no part of it can open a heading, list, link, tag, table cell or code."""
    if isinstance(value, Markdown):
        return value
    text = _ACTIVE.sub(r"\\\1", wording.plain(str(value)))
    text = _INSIDE_WORD.sub("_", text)
    return Markdown(_ACTIVE_AT_START.sub(_escape_start, text))


def _escape_start(match: re.Match[str]) -> str:
    start = match.group(1)
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def code_span(value: object) -> Markdown:
    """``value`` between backticks, whatever backticks it holds itself."""
    text = wording.plain(str(value)).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}")


def verbatim(value: object) -> Markdown:
    """One line of text inside a block of code, which no run of backticks in it can end."""
    return Markdown(str(value).replace("```", "` ` `"))


def html_text(value: object) -> Markdown:
    """``value`` as text inside a tag of HTML that stands in Markdown."""
    return Markdown(escape(wording.plain(str(value))))


def link(label: object, address: str) -> Markdown:
    """A Markdown link; the label alone when the address is neither a web address nor a path of our own making."""
    shown = escape_markdown(label)
    local = re.fullmatch(r"[\w./#-]+", address)
    return Markdown(f"[{shown}]({address})") if local or web_address(address) else shown


def web_address(address: str | None) -> str | None:
    """``address`` when it is a plain http(s) address that needs no escaping, else ``None``."""
    return address if address and _SAFE_ADDRESS.match(address) else None


def yaml_text(value: object) -> Markdown:
    """``value`` as a double-quoted YAML scalar."""
    return Markdown(json.dumps(wording.plain(str(value)), ensure_ascii=False))


def diagram_links(names: Iterable[str]) -> Markdown:
    """Links from a record to diagrams beside its folder."""
    return Markdown(", ".join(link(name.replace("_", " "), f"../diagrams/{name}.svg") for name in names))


def code_spans(values: Iterable[object]) -> Markdown:
    """Several code spans, separated by commas."""
    return Markdown(", ".join(code_span(value) for value in values))


def _finalize_markdown(value: Any) -> Any:
    return value if isinstance(value, int | float) else escape_markdown(value)


@cache
def markdown_environment() -> Environment:
    """The environment of the ``*.md.jinja`` templates."""
    environment = _environment(autoescape=False, finalize=_finalize_markdown)
    environment.filters |= {
        "md": escape_markdown,
        "markdown": Markdown,
        "verbatim": verbatim,
        "html": html_text,
        "code": code_span,
        "codes": code_spans,
        "link": link,
        "diagram_links": diagram_links,
        "yaml": yaml_text,
    }
    return environment


@cache
def html_environment() -> Environment:
    """The environment of the ``*.html.jinja`` templates."""
    environment = _environment(autoescape=True)
    environment.filters["web_address"] = web_address
    return environment


def _environment(*, autoescape: bool, finalize: Callable[[Any], Any] | None = None) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(locations.templates_folder()),
        undefined=StrictUndefined,
        autoescape=autoescape,  # noqa: S701 - Markdown is escaped by finalize
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "percent": wording.percent,
        "odds": wording.odds,
        "sentence": wording.sentence,
        "listing": wording.listing,
        "quantity": wording.estimate_in_words,
        "in_unit": show_quantity,
        "estimate_name": wording.estimate_name,
    }
    return environment
