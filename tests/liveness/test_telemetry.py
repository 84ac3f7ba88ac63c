"""The model runtime tells its maker nothing: its telemetry is off before the runtime is loaded, in every process."""

import subprocess
import sys
from pathlib import Path

import pytest

TELLS_AND_ENDS = """
import os
import sys


class Runtime:
    def find_spec(self, name, path, target=None):
        if name == "onnxruntime":
            print(os.environ.get("ORT_DISABLE_TELEMETRY"), flush=True)
            os._exit(0)


sys.meta_path.insert(0, Runtime())
"""
LOADERS = [
    "liveness.engines.onnx_session",
    "liveness.engines.loading",
    "liveness.engines.insightface_engines",
    "liveness.engines.sface",
    "evaluation.worker",
    "cameo_service.analysis.enrollment_task",
    "cameo_service.cli.analyse",
    "cameo_service.cli.evaluate",
    "cameo_service.cli.models",
    "benchmarks.__main__",
    "tests.conftest",
]


@pytest.mark.parametrize("module", LOADERS)
def test_telemetry_is_off_when_the_runtime_is_loaded(module: str) -> None:
    program = f"{TELLS_AND_ENDS}\nimport {module}\nimport onnxruntime"
    ran = subprocess.run([sys.executable, "-c", program], env={}, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["1"]


def test_the_runtime_leaves_no_device_id_and_no_file_of_events(tmp_path: Path) -> None:
    program = "import liveness.engines.onnx_session"
    subprocess.run([sys.executable, "-c", program], env={"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.iterdir()) == []
