"""How fast the advisor is: against a business-rule engine and two optimisers, and by itself.

``python -m benchmarks`` measures everything in one run on the rule base that comes with the advisor, checks that all
contenders give the same answers, and writes ``docs/performance.md``. Needs the extra ``bench``.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does
