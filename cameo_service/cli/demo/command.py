"""`cameo demo`: the whole story on one machine, with a person who does not exist. See `story` for its acts."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cameo_service.cli.demo.network import Loopback, Network
from cameo_service.cli.demo.story import NotAsToldError, Story, draw_ahead, recording_story, rendered_story
from cameo_service.cli.serve import READY
from cameo_service.cli.terminal import DEFAULT_MODELS, ModelsDir
from liveness.verdict.policy import PolicyName

FOLDER = Path("out/demo")
STUDIO_COMMAND = "make studio"
STOP_S = 60.0
"""For the service to end by itself; a machine with 30 busy processes on 2 cores took more than 10."""


def demo(
    recording: Annotated[Path | None, typer.Option(help="A real recording.", exists=True, dir_okay=False)] = None,
    challenge: Annotated[Path | None, typer.Option(help="What was asked in it.", exists=True, dir_okay=False)] = None,
    models: ModelsDir = DEFAULT_MODELS,
    folder: Annotated[Path, typer.Option(help="Where the evidence goes; emptied first.")] = FOLDER,
    *,
    secure: Annotated[bool, typer.Option(help="As on a network: TLS, tokens, and decisions that are signed.")] = False,
) -> None:
    """Enroll a rendered person through a live stream, grant, check, revoke, check again. Or use your own recording.

    Exit 0: every step went as told. Exit 1: one did not.
    """
    if (recording is None) != (challenge is None):
        raise typer.BadParameter("--recording and --challenge come together")
    console = Console()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # A real recording is judged as it would be in production.
    policy = PolicyName.STANDARD if recording else PolicyName.DEMO
    stage = Network(folder / "network") if secure else Loopback()
    with (
        own_service(folder, models, policy, console, stage, _nothing if recording else draw_ahead) as (
            port,
            stream_port,
        ),
        stage.callers(port) as checks,
        stage.callers(stream_port) as streams,
    ):
        story = Story(console, checks, streams, folder, models)
        went_as_told = _told(story, recording, challenge)
    console.print(f"\nEverything this run left behind is in {folder}.", markup=False)
    if not went_as_told:
        raise typer.Exit(1)
    console.print(f"Now you: {STUDIO_COMMAND} opens pages on which you record, decide and stop.")


def _nothing(show: Callable[[str], None]) -> None:
    del show


def _told(story: Story, recording: Path | None, challenge: Path | None) -> bool:
    try:
        if recording and challenge:
            recording_story(story, recording, challenge)
        else:
            rendered_story(story)
    except NotAsToldError as error:
        story.console.print(f"The demo did not go as told: {error}", style="red", markup=False)
        return False
    return True


@contextmanager
def own_service(
    folder: Path,
    models: Path,
    policy: PolicyName,
    console: Console,
    stage: Loopback | Network,
    meanwhile: Callable[[Callable[[str], None]], None] = _nothing,
) -> Iterator[tuple[int, int]]:
    """A service of its own: fresh keys, fresh data, ports the system chose, its log in a file.

    stage: how callers are known there.

    meanwhile: what to do while the service starts, given a function that shows on the terminal how far it is.
    """
    keys, data, log = folder / "keys" / "ring.json", folder / "data", folder / "service.log"
    cameo = [sys.executable, "-m", "cameo_service"]
    places = ["--key-ring", str(keys), "--data-dir", str(data)]
    subprocess.run([*cameo, "keys", "init", *places, "--json"], check=True, capture_output=True)  # noqa: S603 - ourselves
    ports = ["--port", "0", "--stream-port", "0", "--watch-port", "0"]
    serve = ["serve", *places, "--models", str(models), *ports, "--policy", policy.value]
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [*cameo, *serve, *stage.options()], stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        with console.status("starting the service (loading models in its workers) ...") as status:
            meanwhile(status.update)
            line = process.stdout.readline().split() if process.stdout else []
        if line[:1] != [READY]:
            console.print(log.read_text(encoding="utf-8"), style="red", markup=False)
            raise typer.Exit(1)
        console.print(f"Service on loopback, policy {policy.value}, {stage.told}", style="dim")
        yield int(line[1]), int(line[2])
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
