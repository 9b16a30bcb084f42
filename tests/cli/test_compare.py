"""``advisor compare`` as a user runs it."""

import json
from pathlib import Path

from tests.cli.test_commands import EXAMPLE, IMPOSSIBLE, advisor


def test_two_versions_side_by_side(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(Path(EXAMPLE).read_text().replace("feature_freshness_s: 1 min", 'feature_freshness_s: "2 h"'))
    done = advisor("compare", EXAMPLE, str(other), "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["answers"] == {"feature_freshness_s": {"from": 60, "to": 7200}}
    assert found["decisions"]["data_pipeline"] == {"from": "streaming", "to": "batch_etl"}
    assert advisor("compare", EXAMPLE, str(other), "-q").stdout.startswith(
        "Answers\n  feature_freshness_s  1 min -> 2 h\n"
    )


def test_the_same_file_twice_and_a_system_that_can_not_be(tmp_path: Path) -> None:
    assert advisor("compare", EXAMPLE, EXAMPLE, "-q").stdout == "Nothing changed.\n"
    (tmp_path / "impossible.yaml").write_text(IMPOSSIBLE)
    done = advisor("compare", EXAMPLE, str(tmp_path / "impossible.yaml"), "-q")
    assert done.returncode == 3
