"""The tests keep what they cache to themselves, and multiply small matrices with one thread, as the command does."""

from __future__ import annotations

import os
import tempfile

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="advisor-tests-")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
