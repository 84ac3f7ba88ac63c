"""The check tests can be run as on an older processor."""

import subprocess
import sys
from pathlib import Path

from scripts.simd_level import OLDER_KERNEL, faster_loops

ROOT = Path(__file__).parents[1]
PROBE = "import scripts.simd_level as level; import os; print(level.faster_loops(), os.environ['OPENBLAS_CORETYPE'])"


def test_a_command_runs_without_the_loops_that_numpy_chose_for_this_processor() -> None:
    command = [sys.executable, "scripts/simd_level.py", sys.executable, "-c", PROBE]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[0] == f"() {OLDER_KERNEL}"
    assert all(name in ran.stderr for name in faster_loops())
