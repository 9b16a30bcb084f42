"""The tests keep what they cache to themselves, and multiply small matrices with one thread, as the command does."""

from __future__ import annotations

import os
import tempfile

from hypothesis import HealthCheck, settings

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="advisor-tests-")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A busy machine is no failure: what an example costs is measured in the benchmarks.
settings.register_profile("advisor", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("advisor")
