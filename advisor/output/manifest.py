"""What an earlier run wrote into a folder: ``.advisor.json``, digests of all files and the text of merged pages."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = ".advisor.json"
FORMAT = 2


@dataclass
class Manifest:
    """What was last offered in a folder.

    Attributes:
        digests: SHA-256 of the content, by path.
        texts: the content of the pages that are merged, by path.
    """

    digests: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The file's content, in the order of the paths."""
        value = {
            "version": FORMAT,
            "files": dict(sorted(self.digests.items())),
            "texts": dict(sorted(self.texts.items())),
        }
        return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; empty where no run has written, or where it was damaged.

    Raises:
        OSError: it can't be read.
    """
    try:
        value: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files, texts = value["files"], value.get("texts", {})
        return Manifest(
            {str(path): str(digest) for path, digest in files.items()},
            {str(path): str(text) for path, text in texts.items()},
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def digest(content: bytes) -> str:
    """SHA-256 of ``content`` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of(path: Path) -> str | None:
    """The digest of a file; ``None`` where there is none.

    Raises:
        OSError: it can't be read.
    """
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None
