"""One interview a file."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.interview.lock import FileInUse, held

HOLDER = """
import sys, time
from pathlib import Path
from advisor.interview.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_interview_on_one_file_is_refused_and_one_after_a_kill_is_not(tmp_path: Path) -> None:
    file = tmp_path / "system.yaml"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(file)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(FileInUse, match="another interview has this file open"), held(file):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    with held(file):
        pass
    assert list(tmp_path.iterdir()) == []
