"""The only code that writes: finished files into a folder, whole or not at all.

Files that the user added stay. What the user wrote into a Markdown page is merged with what is new in it; where both
changed the same lines, and for files of other kinds, the user's file is left alone and the new one is written beside
it as ``NAME.new``. What was written is remembered in ``.advisor.json`` inside the folder.
"""

from advisor.output.manifest import MANIFEST
from advisor.output.writing import Written, rewrite_output, write_file, write_output

__all__ = ["MANIFEST", "Written", "rewrite_output", "write_file", "write_output"]
