"""What is judged on a cluster is judged as here, with the real models: a recording, and trials of `cameo evaluate`."""

import json
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cameo_service.analysis.cluster.settings import AnalysisSettings, Backend
from cameo_service.analysis.enrollment_task import PooledAnalyst
from cameo_service.analysis.recording_tasks import Job, Models, analysis_workers, load_desk
from cameo_service.analysis.recording_tasks import cluster as workers_of
from cameo_service.analysis.spool import MemorySpool
from cameo_service.cli.main import app
from cameo_service.clock import SystemClock
from evaluation.manifest_data import read_manifest
from evaluation.run import ScoreFile
from evaluation.subject.media_files import Container
from evaluation.subject.rendered_subject import Subject, Take, record
from evaluation.trials import Task, planned
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.engines.choice import EngineChoice
from liveness.limits.recordings import RecordingLimits
from liveness.measure import templates
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import Check, Policy
from tests.liveness.clips import WEBM, encode
from tests.ray_cluster.nodes import RayCluster

ASKED = Challenge(
    (
        Prompt("p1", PromptKind.SAY, "thirty two fifty one", None, 0.5, 4.5),
        Prompt("p2", PromptKind.TURN, "", Direction.LEFT, 4.5, 8.0),
    )
)
QUALITY_ONLY = Policy("quality", (Check.QUALITY,))
"""A rendered person passes it, so templates are made."""
CONSENT = "i allow videos of me"
LIMITS = RecordingLimits()


def settings(cluster: RayCluster) -> AnalysisSettings:
    return AnalysisSettings(backend=Backend.RAY, address=cluster.address, token=cluster.token, places=1)


def test_a_recording_gets_the_verdict_and_the_templates_that_it_gets_here(
    cluster: RayCluster, models_dir: Path
) -> None:
    models, data = Models(models_dir, EngineChoice()), record(Subject(1), ASKED, Container.WEBM, Take())
    here = load_desk(models, LIMITS, CONSENT).judge(Job(ASKED, QUALITY_ONLY, None, None), data)
    elsewhere = workers_of(settings(cluster), models, LIMITS, CONSENT, SystemClock())
    assert elsewhere is not None
    analyst = PooledAnalyst(partial(analysis_workers, models, LIMITS, CONSENT, 1, SystemClock()), elsewhere)
    try:
        elsewhere.enter()
        with MemorySpool() as recording:
            recording.write(data)
            there = analyst.analyse(recording, ASKED, QUALITY_ONLY, photo=None, delivery=None)
    finally:
        analyst.close()
    assert here.templates is not None
    assert there.templates is not None
    assert told(there) == told(here)
    assert templates.to_bytes(there.templates) == templates.to_bytes(here.templates)


def told(analysis: Analysis) -> tuple[object, ...]:
    """Everything of a verdict but how long it took."""
    verdict = analysis.verdict
    return verdict.outcome, [(check.check, check.result) for check in verdict.checks], verdict.not_run, verdict.pack


def test_trials_have_the_scores_on_a_cluster_that_they_have_here(
    cluster: RayCluster, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "nobody.webm").write_bytes(encode(WEBM))
    (data / "manifest.csv").write_text(
        "file,person,mood,has_audio,speech_fraction\nnobody.webm,ann,glad,yes,0.5\n", encoding="utf-8"
    )
    here = scores(data, tmp_path / "here", models_dir)
    chosen = {"BACKEND": "ray", "ADDRESS": cluster.address, "TOKEN": str(cluster.token)}
    for name, value in chosen.items():
        monkeypatch.setenv(f"CAMEO_ANALYSIS__{name}", value)
    assert scores(data, tmp_path / "there", models_dir) == here
    assert any(row["trial"] == "as it is nobody.webm" and row.get("status") == "judged" for row in here)


def scores(data: Path, out: Path, models: Path) -> list[dict[str, object]]:
    """The rows of a run in which only the recordings as they are had to be judged, without how long that took."""
    out.mkdir()
    before = ScoreFile(out)
    for trial in planned(read_manifest(data), 0, None):
        if trial.task is not Task.AS_IT_IS:
            before.append(trial.key, [])
    command = ["evaluate", "--data", str(data), "--out", str(out), "--models", str(models), "--jobs", "1"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    lines = (out / "scores.jsonl").read_text(encoding="utf-8").splitlines()
    return [{name: value for name, value in json.loads(line).items() if name != "ms"} for line in lines]
