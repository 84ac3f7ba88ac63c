"""`cameo analyse`: the verdict on one file, by the library alone: no service, no database, nothing stored.

For operators and evaluation, so reasons are exact; callers of the service read COULD_NOT_VERIFY for every attack.
Exit codes: 0 passed, 1 failed, 2 another attempt may pass, 3 bad input. Without a challenge the checks that need one
are inconclusive, and no other attempt could pass: the verdict is "failed".
"""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_service.cli.terminal import DEFAULT_MODELS, EXIT_BAD_INPUT, AsJson, ModelsDir, refuse, waiting
from cameo_service.clock import SystemClock
from cameo_service.usecases.enrollment.verification_record import assurance, ceiling
from evaluation.reports.evidence_report import evidence_page
from liveness.challenge.file import read_challenge
from liveness.challenge.prompts import Challenge
from liveness.checks.result import Passed, Reason
from liveness.engines import loading
from liveness.engines.choice import EngineChoice
from liveness.errors import ChallengeError
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import ANALYSE_FORMATS
from liveness.media.recording_errors import RecordingError
from liveness.models.errors import ModelPackError
from liveness.verdict.analysis import Analyser
from liveness.verdict.judge import CheckRecord, Verdict, reach
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import POLICIES, STANDARD, PolicyName

EXIT_CODES = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.RETRY: 2}

_STYLES = {"passed": "green", "failed": "red", "inconclusive": "yellow"}


def analyse(
    file: Annotated[Path, typer.Argument(help="The recording: WebM, MP4, MOV or MPEG-PS.")],
    challenge: Annotated[Path | None, typer.Option(help="The prompts, as JSON (challenge.schema.json).")] = None,
    models: ModelsDir = DEFAULT_MODELS,
    policy: Annotated[PolicyName, typer.Option(help="Which checks are required.")] = PolicyName.STANDARD,
    report: Annotated[Path | None, typer.Option(help="HTML file for the evidence over time.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Judge one recording, without a service.

    Exit 0: passed, 1: failed, 2: another attempt may pass, 3: bad input.
    """
    try:
        with waiting("judging the recording"):
            verdict, page = _judged(file, challenge, models, policy)
        if report:
            report.write_text(page, encoding="utf-8")
    except OSError as error:
        refuse(f"{error.filename} cannot be read: {error.strerror}.", EXIT_BAD_INPUT)
    except (RecordingError, ChallengeError, ModelPackError) as error:
        refuse(error, EXIT_BAD_INPUT)
    if as_json:
        typer.echo(json.dumps(_as_json(verdict)))
    else:
        show(verdict, Console())
    raise typer.Exit(EXIT_CODES[verdict.outcome])


def _judged(file: Path, challenge_file: Path | None, models: Path, policy: PolicyName) -> tuple[Verdict, str]:
    """The verdict, and its evidence page."""
    data, timer = file.read_bytes(), SystemClock().monotonic_s
    challenge = read_challenge(challenge_file.read_bytes()) if challenge_file else Challenge()
    analyser = Analyser(loading.load(models, EngineChoice()), RecordingLimits(), timer, ANALYSE_FORMATS)
    observations = analyser.observe(data, challenge)
    verdict = reach(challenge, observations, POLICIES[policy], analyser.engines.pack, timer)
    return verdict, evidence_page(file.name, challenge, observations, verdict)


def _as_json(verdict: Verdict) -> dict[str, object]:
    """The verdict with its checks, model pack and policy."""
    checks = [
        {"check": record.check, "result": _result(record), "reason": _reason(record), "ms": round(record.ms, 3)}
        for record in verdict.checks
    ]
    return {"verdict": verdict.outcome, "checks": checks, "model_pack": verdict.pack, "policy": verdict.policy}


def _result(record: CheckRecord) -> str:
    return record.result.word


def _reason(record: CheckRecord) -> Reason | None:
    return None if isinstance(record.result, Passed) else record.result.reason


def show(verdict: Verdict, console: Console) -> None:
    """Prints the verdict as a table."""
    table = Table("check", "result", "reason", "ms", title=f"{verdict.outcome.upper()} under policy {verdict.policy}")
    for record in verdict.checks:
        result, reason = _result(record), _reason(record)
        told = f"{reason}: {reason.help_text}" if reason else ""
        table.add_row(record.check, f"[{_STYLES[result]}]{result}[/]", told, f"{record.ms:.1f}")
    for check in verdict.not_run:
        table.add_row(check, "[dim]not run[/]", "", "")
    console.print(table)
    console.print(f"Measured with model pack {verdict.pack}.", markup=False)


def second_look(console: Console, data: bytes, challenge: Challenge, models: Path) -> bool:
    """Judges a recording again under the production policy; prints the verdict and the audience it allows at most.

    Answers whether it passed.
    """
    analyser = Analyser(loading.load(models, EngineChoice()), RecordingLimits(), SystemClock().monotonic_s)
    with console.status("judging again ..."):
        verdict = analyser.analyse(data, challenge, STANDARD).verdict
    show(verdict, console)
    if not verdict:
        console.print("The production policy refuses her.", style="green")
        return False
    widest = ceiling(assurance(STANDARD, streamed_in_real_time=True), STANDARD, is_bound=False)
    not_run = f" Not run: {', '.join(verdict.not_run)}." if verdict.not_run else ""
    console.print(
        f"The production policy did not find her out.{not_run} Live, this verdict would carry {widest.name}. She is an "
        "attack that these checks miss at times: docs/accuracy.md says how often.",
        style="yellow",
        markup=False,
    )
    return True
