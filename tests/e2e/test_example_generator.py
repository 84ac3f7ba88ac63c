"""The example generation service, on a real service: what it publishes, and how a revoke ends it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import av
import pytest

from examples.marked_video import SOURCE_TYPE
from examples.revoked_mid_job import run
from tests.e2e import acts
from tests.e2e.service_process import ServiceProcess

LOOKS = 20
"""Each takes a good part of a second."""


def test_one_render_is_published_and_the_next_is_cancelled_and_cannot_be(
    service: ServiceProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acts.enrolled(service, "ada")
    acts.introduce(service, "ben")
    checks, _, watch = service.addresses
    run(checks, watch, tmp_path / "published.mp4")
    told = capsys.readouterr().out
    assert "published published.mp4" in told
    assert "ordered down: 1" in told
    assert "cancelled: stopped after" in told
    assert "commit refused: NOT_PERMITTED" in told
    feed = [line.split()[1:3] for line in told.split("newest first:\n")[1].splitlines()]
    kinds = [words[0] for words in feed]
    assert kinds[0] == "takedown_done"
    assert kinds.count("published") == kinds.count("drafted") == 1
    assert kinds.index("taken_down") < kinds.index("revoked") < kinds.index("published") < kinds.index("granted")
    is_marked(tmp_path / "published.mp4")
    printed = activity(checks)
    for sentence in ("published an output that shows you", "was refused by", "You ordered an output of"):
        assert sentence in printed
    events = json.loads(command_line("events", "--server", checks, "--json"))["events"]
    app_hears = {"enrolled", "fetched", "drafted", "published", "revoked", "taken_down", "takedown_done"}
    assert {event["kind"] for event in events} >= app_hears
    assert len({event["outputSha256"] for event in events if "outputSha256" in event}) == 1


def activity(checks: str) -> str:
    """Ada's feed, in one line. Refusals come to it up to a second late; the command is asked again until one has."""
    for _ in range(LOOKS):
        printed = command_line("activity", "--as", "ada", "--server", checks)
        told = " ".join(printed.replace("\u2502", " ").split())
        if "was refused by" in told:
            break
    return told


def command_line(*words: str) -> str:
    command = [sys.executable, "-m", "cameo_service", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def is_marked(file: Path) -> None:
    with av.open(io.BytesIO(file.read_bytes()), "r") as video:
        assert SOURCE_TYPE in video.metadata["comment"]
        assert {stream.type for stream in video.streams} == {"video", "audio"}
        frame = next(video.decode(video=0)).to_ndarray(format="gray")
    label = frame[-40:]
    assert label.mean() < 60
    assert label.max() > 200
