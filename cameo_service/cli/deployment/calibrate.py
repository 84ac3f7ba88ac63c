"""`cameo calibrate`: limits for face, voice and words on a deployment's own volunteers, as a signed record.

The service reads the record at its start where the setting `calibration` names it. Exit codes: 0 done, 1 the limits
cannot be set on these recordings, 3 bad input, 130 interrupted.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cameo_service import calibration_file
from cameo_service.analysis.errors import AnalysisError, AnalysisUnavailable
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import AnalysisPool
from cameo_service.cli.settings import ConfigFile, DataDir, KeyRingPath, settings
from cameo_service.cli.terminal import EXIT_BAD_INPUT, AsJson, ModelsDir, refuse, wide_table
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring_file import KeyRingFile
from evaluation.calibration import Ask, Found, LeftOut, OnePersonError, calibrated
from evaluation.home_takes import Person, load_home_worker, measure_person, person_of
from evaluation.manifest_data import MANIFEST, Entry, Manifest, ManifestError, read_manifest
from liveness.limits.calibration import Calibration, CalibrationError, ErrorCount, Role

EXIT_INTERRUPTED = 130
DEFAULT_RECORD = Path("cameo-calibration.txt")
LIMITS = WorkerLimits(memory_bytes=6 * 1024**3, cpu_seconds=1200, jobs=400, is_walled=False)
"""As `cameo evaluate`: all recordings of one person in one job, and no stranger's."""
TIMEOUT_S = 3600.0
Job: TypeAlias = tuple[frozenset[Role], list[Entry]]
Reply: TypeAlias = dict[str, Any]


def calibrate(
    data: Annotated[Path, typer.Option(help="Folder with manifest.csv and recordings, as `cameo collect` fills it.")],
    record: Annotated[
        Path | None, typer.Option(help="File for the signed record. Without it: the setting `calibration`.")
    ] = None,
    role: Annotated[list[Role] | None, typer.Option(help="Set this limit only; may be given twice.")] = None,
    others_at_most: Annotated[
        float, typer.Option(min=0.1, max=50, help="Per cent: upper end of the 95 % interval of others accepted.")
    ] = 10.0,
    key_ring: KeyRingPath = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    models: ModelsDir | None = None,
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes; one per core is best.")] = 2,
    *,
    accept: Annotated[bool, typer.Option("--accept", help="Take limits looser than the shipped ones.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set the limits for face, voice and words on your own volunteers, and sign them for the service to read."""
    places = settings(config, key_ring=key_ring, data_dir=data_dir, models=models)
    path = record or places.calibration or DEFAULT_RECORD
    try:
        secret = KeyRingFile(places.key_ring, places.data_dir).load().token_secret
        manifest = read_manifest(data)
        ask = Ask(frozenset(role or Role), others_at_most / 100, accept)
        people, models_of = _measured(manifest, places, ask.roles, jobs)
        found = calibrated(people, models_of, ask)
        made = Calibration(
            made_us=SystemClock().utc_us(),
            manifest=hashlib.sha256((data / MANIFEST).read_bytes()).hexdigest(),
            people=len(people),
            others_at_most=ask.others_at_most,
            limits=tuple(one.limit for one in found if isinstance(one, Found)),
        )
        record_id = calibration_file.write(path, made, secret)
    except (ManifestError, KeyRingError) as error:
        refuse(error, EXIT_BAD_INPUT)
    except AnalysisUnavailable as error:
        refuse(f"The workers did not start: {error.detail}", EXIT_BAD_INPUT)
    except OSError as error:
        refuse(f"The record cannot be written: {error.strerror}", EXIT_BAD_INPUT)
    except CalibrationError as error:
        refuse(error)
    except KeyboardInterrupt:
        Console(stderr=True).print("Interrupted: nothing was written.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if as_json:
        _print_json(made, record_id, path, found)
    else:
        _show(made, record_id, path, found, people)


def _measured(
    manifest: Manifest, places: ServiceConfig, roles: frozenset[Role], jobs: int
) -> tuple[list[Person], dict[Role, str]]:
    """Everyone's recordings in worker processes, one person a job."""
    of_person: dict[str, list[Entry]] = {}
    for entry in manifest.entries:
        if entry.is_genuine:
            of_person.setdefault(entry.person, []).append(entry)
    if len(of_person) < 2:
        raise OnePersonError(str(OnePersonError.__doc__))
    loader = partial(load_home_worker, manifest.folder.resolve(), places.models.resolve(), places.engines)
    pool = AnalysisPool(jobs, loader, measure_person, LIMITS, SystemClock())
    try:
        replies = _each(pool, [(roles, entries) for entries in of_person.values()], jobs)
    finally:
        pool.close()
    models = dict(zip(Role, replies[0]["models"], strict=True)) if replies else {}
    return [person_of(reply) for reply in replies], models


def _each(pool: AnalysisPool, people: Sequence[Job], jobs: int) -> list[Reply]:
    """The replies of all people whose recordings could be measured, in the order of the manifest."""
    replies: dict[int, Reply] = {}
    with _bar() as bar, ThreadPoolExecutor(jobs) as threads:
        task = bar.add_task("measuring people", total=len(people))
        waiting = {threads.submit(pool.submit, job, TIMEOUT_S): at for at, job in enumerate(people)}
        try:
            while waiting:
                ended: set[Future[Reply]] = wait(waiting, return_when=FIRST_COMPLETED).done
                for future in ended:
                    at = waiting.pop(future)
                    _take(bar, replies, at, people[at][1], future)
                    bar.advance(task)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close()
            raise
    return [replies[at] for at in sorted(replies)]


def _take(
    bar: Progress,
    replies: dict[int, Reply],
    at: int,
    entries: Sequence[Entry],
    future: Future[Reply],
) -> None:
    """A person whose recordings end a worker is left out, and named; workers that do not start end the command."""
    try:
        replies[at] = future.result()
    except AnalysisUnavailable:
        raise
    except AnalysisError as error:
        bar.console.print(f"{entries[0].person} is left out: {error.detail}", style="yellow", markup=False)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _print_json(made: Calibration, record_id: str, path: Path, found: Sequence[Found | LeftOut]) -> None:
    left = [asdict(one) for one in found if isinstance(one, LeftOut)]
    kept = [str(one.limit.role) for one in found if isinstance(one, Found) and one.is_kept]
    typer.echo(
        json.dumps({"record": str(path), "id": record_id, "kept_as_shipped": kept, "left_out": left, **asdict(made)})
    )


def _show(
    made: Calibration, record_id: str, path: Path, found: Sequence[Found | LeftOut], people: Sequence[Person]
) -> None:
    console = Console()
    title = f"{made.people} people; errors of the half on which no limit was set, with 95 % intervals"
    table = wide_table(title, "limit", "shipped", "here", "own refused", "others accepted", "remark")
    for one in found:
        if isinstance(one, LeftOut):
            table.add_row(_name(one.role, one.kind), "", "as shipped", "", "", one.reason)
        else:
            limit = one.limit
            errors = _counted(limit.own_refused), _counted(limit.others_accepted)
            name = _name(limit.role, limit.kind)
            table.add_row(name, f"{limit.shipped:g}", f"{limit.value:g}", *errors, _remark(one))
    console.print(table)
    unread = sorted({file for person in people for file in person.unread})
    if unread:
        console.print(f"Gave nothing: {', '.join(unread)}", markup=False, soft_wrap=True)
    console.print(f"Wrote {path}, SHA-256 {record_id}", markup=False, soft_wrap=True)
    console.print(f"The service uses it with CAMEO_CALIBRATION={path}", markup=False, soft_wrap=True)


def _name(role: Role, kind: str) -> str:
    return f"{role}, {kind}" if kind else str(role)


def _counted(found: ErrorCount) -> str:
    return f"{found.errors} of {found.n} ({found.low:.1%}-{found.high:.1%}), {found.people} people"


def _remark(one: Found) -> str:
    if one.is_kept:
        return f"stays as shipped: {one.wanted:g} would be looser; --accept takes it"
    return "looser than shipped, accepted" if one.limit.is_loosened else ""
