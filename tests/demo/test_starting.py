"""The practice municipality beside the window."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ntand.demo import start_practice
from ntand.errors import NtandError

# Waits for the window, then ends the practice and its region.
SCRIPT = """
import os, signal
from ntand.demo.starting import start
practice = start()
print(len(os.listdir(os.environ["TMPDIR"])))
os.killpg(practice, signal.SIGTERM)
"""


def test_without_a_screen_it_is_refused_in_words() -> None:
    with pytest.raises(NtandError, match="practice_failed"):
        start_practice()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="needs a screen")
def test_it_opens_in_a_window_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    ended = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", SCRIPT],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    assert int(ended.stdout) >= 1
