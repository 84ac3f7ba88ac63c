"""`cameo models`: builds, lists and verifies model packs. The only command that fetches; serving never does."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from cameo_service.clock import SystemClock
from liveness.models import manifest, store
from liveness.models.errors import ModelPackError

app = typer.Typer(help="The model packs: what measures faces and voices.", no_args_is_help=True)

PackName = Annotated[str, typer.Option("--pack", help="Which pack.")]
ModelsDir = Annotated[Path, typer.Option("--models", envvar="CAMEO_MODELS", help="Where packs lie, a folder each.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
DEFAULT_MODELS = Path(".cache/models")


@app.command()
def build(
    pack: PackName = "open",
    models: ModelsDir = DEFAULT_MODELS,
    from_dir: Annotated[
        Path | None,
        typer.Option(
            "--from",
            exists=True,
            file_okay=False,
            help="Take packages, or bare model files, from here; reach no network.",
        ),
    ] = None,
    *,
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="The pack's terms cover my use; the record keeps that I said so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch, verify and convert every file of a pack. Does nothing where the pack verifies already."""
    accepted = datetime.fromtimestamp(SystemClock().utc_us() / 1e6, UTC).isoformat() if accept_licence else ""
    try:
        with _bar() as bar:
            task = bar.add_task(f"{pack}: verifying", total=None)
            built = store.build(manifest.load(pack), models, from_dir, lambda step: _advance(bar, task, step), accepted)
            bar.update(task, description=f"{pack}: ready", total=1, completed=1)
    except ModelPackError as error:
        _fail(error)
    if accepted:
        Console(stderr=True).print(manifest.load(pack).terms, style="yellow", soft_wrap=True)
    _show(built, as_json=as_json)


@app.command(name="list")
def list_pack(pack: PackName = "open", *, as_json: AsJson = False) -> None:
    """List what a pack consists of: role, source, licence and SHA-256 of each file."""
    try:
        wanted = manifest.load(pack)
    except ModelPackError as error:
        _fail(error)
    if as_json:
        typer.echo(json.dumps(asdict(wanted)))
        return
    table = Table("role", "source", "licence", "SHA-256", title=f"Model pack {wanted.id}")
    if wanted.terms:
        Console(stderr=True).print(wanted.terms, style="yellow", soft_wrap=True)
    versions = {package.name: package.version for package in wanted.packages}
    for file in wanted.files:
        table.add_row(file.role, f"{file.package} {versions[file.package]}", file.licence, file.pinned)
    for model in wanted.installed:
        table.add_row(model.role, f"{model.package} {model.version} (installed)", model.licence, "-")
    Console().print(table)


@app.command()
def verify(pack: PackName = "open", models: ModelsDir = DEFAULT_MODELS, *, as_json: AsJson = False) -> None:
    """Check that every file of a built pack is the pinned one."""
    try:
        verified = store.verify(manifest.load(pack), models)
    except ModelPackError as error:
        _fail(error)
    _show(verified, as_json=as_json)


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _advance(bar: Progress, task: TaskID, step: store.Progress) -> None:
    bar.update(task, description=step.step, completed=step.done_megabytes, total=step.all_megabytes)


def _fail(error: ModelPackError) -> NoReturn:
    Console(stderr=True).print(str(error), style="red", soft_wrap=True)
    raise typer.Exit(1)


def _show(pack: store.VerifiedPack, *, as_json: bool) -> None:
    files = {role: str(path) for role, path in pack.files.items()}
    if as_json:
        typer.echo(json.dumps({"pack": pack.id, "files": files}))
        return
    table = Table("role", "file", title=f"Model pack {pack.id}: every file has its pinned SHA-256")
    for role, file in files.items():
        table.add_row(role, file)
    Console().print(table)
