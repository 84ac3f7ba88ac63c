"""What the README tells people to run, run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cameo_service.cli.enroll import start, upload
from tests.e2e import takes
from tests.e2e.service_process import ServiceProcess

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
CHECKS = "127.0.0.1:7443"


def block(language: str, containing: str) -> str:
    (found,) = (text for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if containing in text)
    return str(found)


@pytest.fixture(scope="module")
def ada_and_ben(service: ServiceProcess) -> ServiceProcess:
    """The tour's people, brought as far as its commands bring them."""
    client = service.streams.enrollment("ada")
    upload(client, start(client), takes.good(), takes.WHOLE)
    for line in block("sh", "cameo grant").splitlines():
        if "enroll" not in line and "check" not in line:
            run(service, line)
    return service


def run(service: ServiceProcess, line: str) -> str:
    """One line of the tour, against the ports of the test's service."""
    line = line.replace(CHECKS, service.addresses[0]).replace("cameo ", f"{sys.executable} -m cameo_service ", 1)
    server = f" --server {service.addresses[0]}" if "cameo_service" in line else ""
    done = subprocess.run(line + server, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)  # noqa: S602 - our own README
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_check_of_the_tour_is_allowed(ada_and_ben: ServiceProcess) -> None:
    (line,) = (line for line in block("sh", "cameo grant").splitlines() if line.startswith("cameo check"))
    assert "ALLOWED" in run(ada_and_ben, line)


def test_the_python_of_the_tour_renders_from_five_frames_at_least(ada_and_ben: ServiceProcess) -> None:
    code = block("python", "verify_render_grant").replace(CHECKS, ada_and_ben.addresses[0])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) >= 5


@pytest.mark.skipif(shutil.which("buf") is None, reason="buf is not installed: its command in the README was not run")
def test_the_buf_command_of_the_tour_is_refused_as_the_tour_says(ada_and_ben: ServiceProcess) -> None:
    assert "PROMPT_DECISION_NOT_PERMITTED" in run(ada_and_ben, block("sh", "buf curl"))


def test_both_commands_of_the_readme_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", block("sh", "make demo"), re.MULTILINE):
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE)
