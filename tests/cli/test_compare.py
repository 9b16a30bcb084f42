"""``advisor compare`` as a user runs it."""

import json
from pathlib import Path

from tests.cli.test_commands import EXAMPLE, IMPOSSIBLE, advisor


def test_two_versions_side_by_side(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(Path(EXAMPLE).read_text().replace("data_arrival: stream", "data_arrival: batch"))
    done = advisor("compare", EXAMPLE, str(other), "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["answers"] == {"data_arrival": {"from": "stream", "to": "batch"}}
    assert found["decisions"]["data_pipeline"] == {"from": "batch_and_streaming", "to": "batch_etl"}
    assert advisor("compare", EXAMPLE, str(other), "-q").stdout.startswith(
        "Answers\n  data_arrival  as a stream -> in batches\n"
    )


def test_the_same_file_twice_and_a_system_that_can_not_be(tmp_path: Path) -> None:
    assert advisor("compare", EXAMPLE, EXAMPLE, "-q").stdout == "Nothing changed.\n"
    (tmp_path / "impossible.yaml").write_text(IMPOSSIBLE)
    done = advisor("compare", EXAMPLE, str(tmp_path / "impossible.yaml"), "-q")
    assert done.returncode == 3


def test_a_page_and_a_picture_of_what_changes(tmp_path: Path) -> None:
    other, out = tmp_path / "other.yaml", tmp_path / "out"
    other.write_text(Path(EXAMPLE).read_text().replace("data_arrival: stream", "data_arrival: batch"))
    assert advisor("compare", EXAMPLE, str(other), "-o", str(out), "-q").returncode == 0
    page = (out / "comparison.md").read_text()
    assert "| data_arrival | as a stream | in batches |" in page
    assert "| Data pipeline | Batch and streaming | Batch jobs |" in page
    assert "](comparison.svg)" in page
    assert "removed: " in (out / "comparison.svg").read_text()
    assert (out / "comparison.png").read_bytes().startswith(b"\x89PNG")
    assert advisor("compare", EXAMPLE, EXAMPLE, "-o", str(out), "-q").returncode == 0
    assert sorted(path.name for path in out.iterdir()) == [".advisor.json", "comparison.md"]
    assert (out / "comparison.md").read_text() == "# What changed in payment-fraud\n\nNothing changed.\n"


def test_a_built_folder_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{}")
    done = advisor("compare", EXAMPLE, EXAMPLE, "-o", str(tmp_path))
    assert done.returncode == 2
    assert "Name another folder for the comparison." in done.stderr
