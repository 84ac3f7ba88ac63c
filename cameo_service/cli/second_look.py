"""One recording judged again under the production policy, by the library alone."""

from pathlib import Path

from rich.console import Console

from cameo_service.cli.analyse import show
from cameo_service.clock import SystemClock
from liveness.challenge.prompts import Challenge
from liveness.engines import open_pack
from liveness.media.recording_limits import RecordingLimits
from liveness.verdict.analysis import Analyser
from liveness.verdict.assurance import assurance, ceiling
from liveness.verdict.policy import STANDARD


def second_look(console: Console, data: bytes, challenge: Challenge, models: Path) -> None:
    """Prints the verdict and how far it would carry."""
    analyser = Analyser(open_pack.load(models), RecordingLimits(), SystemClock().monotonic_s)
    with console.status("judging again ..."):
        verdict = analyser.analyse(data, challenge, STANDARD).verdict
    show(verdict, console)
    if not verdict:
        console.print("The production policy refuses her.", style="green")
        return
    widest = ceiling(assurance(STANDARD, streamed_in_real_time=True), STANDARD, is_bound=False)
    not_run = f" Not run: {', '.join(verdict.not_run)}." if verdict.not_run else ""
    console.print(
        f"The production policy did not find her out.{not_run} Live, this verdict would carry {widest.name}. She is an "
        "attack that these checks miss at times: docs/accuracy.md says how often.",
        style="yellow",
        markup=False,
    )
