import posixpath
import re
import subprocess
import sys

from advisor.rendering.build import build_files
from tests.rendering import world


def test_two_builds_are_byte_equal() -> None:
    assert build_files(world.dossier(), "version: 1\n") == build_files(world.dossier(), "version: 1\n")


def test_builds_are_byte_equal_between_processes() -> None:
    code = (
        "import hashlib; from tests.rendering import world; from advisor.rendering.build import build_files;"
        "files = build_files(world.dossier(), 'version: 1');"
        "print(hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_every_relative_link_leads_to_a_file() -> None:
    files = build_files(world.dossier(), "version: 1\n")
    for path, content in files.items():
        if path.endswith((".md", ".html")):
            targets = re.findall(r"\]\(([^)#]+)\)|href=\"([^\"#]+)\"", content.decode())
            for target in (first or second for first, second in targets):
                if not target.startswith("http"):
                    assert posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) in files, (path, target)


def test_conflicting_answers_build_too() -> None:
    files = build_files(world.dossier(world.conflicting()), "version: 1\n")
    assert sorted(files) == ["decisions/index.md", "index.md", "model.json", "report.html", "report.md", "system.yaml"]
