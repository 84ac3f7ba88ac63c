"""`cameo analyse`: the verdict on one file, by the library alone: no server, no store, nothing kept.

For operators and evaluation, so reasons are exact; callers of the service read COULD_NOT_VERIFY for every attack.
Exit codes: 0 passed, 1 failed, 2 another attempt may pass, 3 bad input. Without a challenge the checks that need one
are inconclusive, and since nothing was asked no other attempt could pass: the verdict is "failed".
"""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from cameo_service.cli.models import DEFAULT_MODELS, ModelsDir
from cameo_service.clock import SystemClock
from evaluation.reports.evidence_report import evidence_page
from liveness.challenge.file import read_challenge
from liveness.challenge.prompts import Challenge
from liveness.checks.result import Passed, Reason
from liveness.engines import open_pack
from liveness.errors import ChallengeError
from liveness.media.recording import ANALYSE_FORMATS, RecordingLimits
from liveness.media.recording_errors import RecordingError
from liveness.models.errors import ModelPackError
from liveness.verdict.analysis import Analyser
from liveness.verdict.judge import CheckRecord, Outcome, Verdict, reach
from liveness.verdict.policy import POLICIES, PolicyName

EXIT_CODES = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.RETRY: 2}
EXIT_BAD_INPUT = 3

_STYLES = {"passed": "green", "failed": "red", "inconclusive": "yellow"}


def analyse(
    file: Annotated[Path, typer.Argument(help="The recording: WebM, MP4, MOV or MPEG-PS.")],
    challenge: Annotated[Path | None, typer.Option(help="What was asked, as JSON (challenge.schema.json).")] = None,
    models: ModelsDir = DEFAULT_MODELS,
    policy: Annotated[PolicyName, typer.Option(help="Which checks are required.")] = PolicyName.STANDARD,
    report: Annotated[Path | None, typer.Option(help="Draw the evidence over time into this HTML file.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge one recording. Exit 0: passed, 1: failed, 2: another attempt may pass, 3: bad input."""
    try:
        verdict, page = _judged(file, challenge, models, policy)
        if report:
            report.write_text(page, encoding="utf-8")
    except OSError as error:
        _refuse(f"{error.filename} cannot be read: {error.strerror}.")
    except (RecordingError, ChallengeError, ModelPackError) as error:
        _refuse(str(error))
    if as_json:
        typer.echo(json.dumps(_as_json(verdict)))
    else:
        show(verdict, Console())
    raise typer.Exit(EXIT_CODES[verdict.outcome])


def _judged(file: Path, challenge_file: Path | None, models: Path, policy: PolicyName) -> tuple[Verdict, str]:
    """The verdict, and its evidence page."""
    data, timer = file.read_bytes(), SystemClock().monotonic_s
    challenge = read_challenge(challenge_file.read_bytes()) if challenge_file else Challenge()
    analyser = Analyser(open_pack.load(models), RecordingLimits(), timer, ANALYSE_FORMATS)
    observations = analyser.observe(data, challenge)
    verdict = reach(challenge, observations, POLICIES[policy], analyser.engines.pack, timer)
    return verdict, evidence_page(file.name, challenge, observations, verdict)


def _refuse(message: str) -> NoReturn:
    Console(stderr=True).print(message, style="red", markup=False)
    raise typer.Exit(EXIT_BAD_INPUT)


def _as_json(verdict: Verdict) -> dict[str, object]:
    """The schema of design section 4."""
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
    """The verdict as a table for a person."""
    table = Table("check", "result", "reason", "ms", title=f"{verdict.outcome.upper()} under policy {verdict.policy}")
    for record in verdict.checks:
        result, reason = _result(record), _reason(record)
        told = f"{reason}: {reason.help_text}" if reason else ""
        table.add_row(record.check, f"[{_STYLES[result]}]{result}[/]", told, f"{record.ms:.1f}")
    for check in verdict.not_run:
        table.add_row(check, "[dim]not run[/]", "", "")
    console.print(table)
    console.print(f"Measured with model pack {verdict.pack}.", markup=False)
