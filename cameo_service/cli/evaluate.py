"""`cameo evaluate`: error rates of the checks, on the recordings of a folder and on attacks made from them.

Runs trials in worker processes, appends the scores of each to one file, then computes all rates from that file alone.
A run that was interrupted continues where it stopped. Exit codes: 0 done, 3 bad input, 130 interrupted.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from cameo_service.analysis.cluster.member import ClusterMember
from cameo_service.analysis.cluster.settings import AnalysisSettings
from cameo_service.analysis.cluster.workers import ClusterWorkers
from cameo_service.analysis.enrollment_task import JobWorkers
from cameo_service.analysis.errors import AnalysisError, AnalysisUnavailable
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import AnalysisPool
from cameo_service.cli.settings import ConfigFile, settings
from cameo_service.cli.terminal import DEFAULT_MODELS, EXIT_BAD_INPUT, ModelsDir, refuse
from cameo_service.clock import SystemClock
from evaluation.manifest_data import MANIFEST, Manifest, ManifestError, read_manifest
from evaluation.reports.comparison import Side, write_comparison
from evaluation.reports.evaluation_report import write_report
from evaluation.reports.summary import summarise, write_summary
from evaluation.run import EvaluationRun, OtherRunError, Row, ScoreFile, thresholds_digest
from evaluation.trials import Trial, planned
from evaluation.worker import Worker, failed_row, load_worker, missing_row, run_trial
from liveness.engines.choice import AttackNets, EngineChoice, FaceTemplates, VoiceTemplates, Words
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError
from liveness.models.manifest import joined_ids

EXIT_INTERRUPTED = 130
LIMITS = WorkerLimits(memory_bytes=6 * 1024**3, cpu_seconds=1200, jobs=400, is_walled=False)
"""Memory for decoded clips; processor time for a job that compares all faces or all voices. A trial reads files
of its own, and no stranger's."""
TIMEOUT_S = 3600.0
Start = Callable[[], JobWorkers]

FaceChoice = Annotated[FaceTemplates, typer.Option(help="Net that makes face templates.")]
VoiceChoice = Annotated[VoiceTemplates, typer.Option(help="Net that makes voice templates.")]
WordsChoice = Annotated[Words, typer.Option(help="Engine that scores asked words.")]
AttackNet = Annotated[AttackNets, typer.Option(help="Net that detects presentation attacks.")]


def evaluate(
    data: Annotated[Path, typer.Option(help="Folder with manifest.csv and its recordings.")],
    out: Annotated[Path, typer.Option(help="Folder for scores, summary.json and report.html.")],
    models: ModelsDir = DEFAULT_MODELS,
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes; one per core is best.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of all random draws: the same seed makes the same attacks.")] = 0,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most this many trials of each species, for a quick look.")
    ] = None,
    face_template: FaceChoice = FaceTemplates.SFACE,
    voice_template: VoiceChoice = VoiceTemplates.CAMPPLUS,
    presentation_attack: AttackNet = AttackNets.NONE,
    words: WordsChoice = Words.WHISPER,
    against: Annotated[
        Path | None, typer.Option(help="Folder of another evaluation of the same recordings: both on one page.")
    ] = None,
    config: ConfigFile = None,
    *,
    resume: Annotated[
        bool, typer.Option("--resume/--fresh", help="Continue with the existing scores, or start again.")
    ] = True,
) -> None:
    """Measure error rates on real recordings and on attacks made from them.

    With CAMEO_ANALYSIS__BACKEND=ray the trials run on the nodes of a cluster, which need DATA at the same path.
    """
    console = Console(stderr=True)
    try:
        manifest = read_manifest(data)
        choice = EngineChoice(face_template, voice_template, presentation_attack, words=words)
        run = _run(data, seed, limit, choice)
        other = _other(against, run)
        run.claim(out, resume=resume)
        scores = ScoreFile(out)
        loader = partial(load_worker, manifest.folder.resolve(), models.resolve(), choice)
        start = partial(_workers, settings(config).analysis, loader, jobs)
        _score(manifest, planned(manifest, seed, limit), scores, start, jobs)
    except (ManifestError, OtherRunError) as error:
        refuse(f"{error}.", EXIT_BAD_INPUT)
    except AnalysisUnavailable as error:
        refuse(f"No worker is there: {error.detail}. Run the same command to continue.", EXIT_BAD_INPUT)
    except KeyboardInterrupt:
        console.print("Interrupted. Run the same command to continue.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    _write(run, scores.rows(), manifest.remarks, other, out, console)


def _write(
    run: EvaluationRun, rows: Sequence[Row], remarks: Sequence[str], other: Side | None, out: Path, console: Console
) -> None:
    """All pages and files that are computed from the scores."""
    summary = write_summary(rows, out, run.seed)
    write_report(rows, summary, remarks, run, out)
    console.print(f"Thresholds SHA-256 {run.thresholds}")
    console.print(f"Wrote {out / 'summary.json'} and {out / 'report.html'}")
    if other is not None:
        write_comparison(Side(run, rows, summary), other, out)
        console.print(f"Wrote {out / 'comparison.json'} and {out / 'comparison.html'}")


def _other(folder: Path | None, run: EvaluationRun) -> Side | None:
    """The evaluation to compare with, known to be comparable before anything is measured.

    Raises:
        OtherRunError: it is of other recordings or attacks, or there is none.
    """
    if folder is None:
        return None
    other = EvaluationRun.of(folder)
    run.require_comparable(other)
    rows = ScoreFile(folder).rows()
    return Side(other, rows, summarise(rows, other.seed))


def _run(data: Path, seed: int, limit: int | None, choice: EngineChoice) -> EvaluationRun:
    listed = hashlib.sha256((data / MANIFEST).read_bytes()).hexdigest()
    return EvaluationRun(seed, limit, joined_ids(choice.packs), thresholds_digest(), listed)


def _score(
    manifest: Manifest, trials: Sequence[Trial], scores: ScoreFile, start: Callable[[], JobWorkers], jobs: int
) -> None:
    """Runs the trials that have no scores yet."""
    done = scores.done()
    for entry in manifest.missing:
        row = missing_row(entry)
        if row["trial"] not in done:
            scores.append(str(row["trial"]), [row])
    left = [trial for trial in trials if trial.key not in done]
    if not left:
        return
    pool = start()
    try:
        with _bar() as bar:
            task = bar.add_task("judging", total=len(trials), completed=len(trials) - len(left))
            for trial, rows in _finished(pool, left, jobs):
                scores.append(trial.key, rows)
                bar.advance(task)
    finally:
        pool.close()


def _workers(analysis: AnalysisSettings, loader: partial[Worker], jobs: int) -> JobWorkers:
    """Processes of this machine, or as many places on a cluster.

    Raises:
        AnalysisUnavailable: they are not to be had.
    """
    if not analysis.is_cluster:
        return AnalysisPool(jobs, loader, run_trial, LIMITS, SystemClock())
    member = partial(ClusterMember, analysis.model_copy(update={"places": jobs}), loader, run_trial, LIMITS)
    cluster = ClusterWorkers(member, jobs, SystemClock())
    cluster.enter()
    return cluster


def _finished(pool: JobWorkers, trials: Sequence[Trial], jobs: int) -> Iterator[tuple[Trial, Sequence[Row]]]:
    """Trials as they end; at most two per worker are waiting at any time."""
    waiting: dict[Future[Sequence[Row]], Trial] = {}
    left = iter(trials)
    with ThreadPoolExecutor(jobs) as threads:
        try:
            for trial in left:
                waiting[threads.submit(_outcome, pool, trial)] = trial
                if len(waiting) >= 2 * jobs:
                    yield from _ended(waiting)
            while waiting:
                yield from _ended(waiting)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close()
            raise


def _ended(waiting: dict[Future[Sequence[Row]], Trial]) -> Iterator[tuple[Trial, Sequence[Row]]]:
    ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in ended:
        yield waiting.pop(future), future.result()


def _outcome(pool: JobWorkers, trial: Trial) -> Sequence[Row]:
    """The rows of a trial. A worker that died, ran out of time or refused is a non-response, named in the report."""
    try:
        rows: Sequence[Row] = pool.submit(trial, TIMEOUT_S)
    except AnalysisUnavailable:
        raise
    except AnalysisError as error:
        return [failed_row(trial, error.detail)]
    except (RecordingError, ChallengeError) as refusal:
        return [failed_row(trial, refusal.code)]
    return rows


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))
