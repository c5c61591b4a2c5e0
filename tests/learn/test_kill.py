import runpy
import sys
from pathlib import Path

import pytest

KILLS = Path(__file__).parents[2] / "benchmarks" / "kills.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_killed_at_random_moments_ends_with_the_bits_of_one_that_was_not():
    count = runpy.run_path(str(KILLS))["kill_and_resume"](kills=5)
    assert count.kills == 5
    assert count.identical_runs == count.runs
