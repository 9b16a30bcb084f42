"""Sets pages as PDF with typst: tagged for screen readers (PDF/UA-1), with fonts of its own.

typst gets every word as data, never as markup, and no clock, network or font of the machine: the same words give the
same bytes with the same version of typst.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from advisor import locations

FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")
WORDS = "words.json"


def can_set() -> bool:
    """Whether typst is there; it comes with the extra ``pdf``."""
    return find_spec("typst") is not None


def typeset(template: str, words: Mapping[str, Any], images: Mapping[str, bytes]) -> bytes:
    """The PDF of ``template``.

    Where a character has no glyph in the fonts, as with Chinese names, the file is tagged but not declared PDF/UA.

    Args:
        template: its path in the folder of templates.
        words: what the template reads from ``WORDS``.
        images: content of the images that it shows, by file name.

    Raises:
        ModuleNotFoundError: typst is not there.
    """
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        page = folder / "page.typ"
        shutil.copyfile(locations.templates_folder() / template, page)
        for font in FONTS:
            shutil.copyfile(_fonts() / font, folder / font)
        for file, content in images.items():
            (folder / file).write_bytes(content)

        def compiled(standards: list[Any]) -> bytes:
            made = typst.compile(
                str(page),
                root=name,
                font_paths=[name],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=standards,
                timestamp=0,
            )
            return bytes(made)

        try:
            return compiled(["ua-1"])
        except typst.TypstError as error:
            if "could not be displayed with font" not in str(error):
                raise
            return compiled([])


def _fonts() -> Path:
    """The folder of the DejaVu fonts, which come with matplotlib."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
