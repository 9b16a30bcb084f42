"""Where ``knowledge/`` and ``templates/`` lie: inside an installed package or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _data(name: str) -> Path:
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def knowledge_folder() -> Path:
    """The rule base that comes with the advisor."""
    return _data("knowledge")


def templates_folder() -> Path:
    """The words and markup that come with the advisor."""
    return _data("templates")


def docs_folder() -> Path:
    """The written pages that come with the advisor."""
    return _data("docs")


def tests_folder() -> Path | None:
    """The advisor's own tests, in a checkout; an installed package has none."""
    folder = _PACKAGE.parent / "tests"
    return folder if (folder / "estimates").is_dir() else None
