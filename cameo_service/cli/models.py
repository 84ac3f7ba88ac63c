"""`cameo models`: builds, lists and verifies model packs. The only command that downloads; serving never does."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from cameo_service.cli.deployment.changed_nets import migrate
from cameo_service.cli.terminal import DEFAULT_MODELS, AsJson, ModelsDir, refuse, waiting
from cameo_service.clock import SystemClock
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.challenge.language_file import SHIPPED
from liveness.engines.choice import LANGUAGES_PACK, OPEN_2
from liveness.errors import ChallengeError
from liveness.models import manifest, store
from liveness.models.errors import ModelPackError

app = typer.Typer(help="The model packs that measure faces and voices.", no_args_is_help=True)

app.command()(migrate)

PackName = Annotated[str, typer.Option("--pack", help="Name of the pack.")]


@app.command()
def build(
    pack: PackName = OPEN_2,
    language: Annotated[
        str, typer.Option("--language", help="Build what challenges in this language need, in place of a pack.")
    ] = "",
    models: ModelsDir = DEFAULT_MODELS,
    from_dir: Annotated[
        Path | None,
        typer.Option(
            "--from",
            exists=True,
            file_okay=False,
            help="Take packages or model files from this folder; use no network.",
        ),
    ] = None,
    *,
    accept_licence: Annotated[
        bool,
        typer.Option("--accept-licence", help="State that the pack's terms cover your use; the statement is recorded."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch, verify and convert every file of a pack. A pack that verifies already is left as it is."""
    if language:
        pack = _pack_of(language)
    accepted = datetime.fromtimestamp(SystemClock().utc_us() / 1e6, UTC).isoformat() if accept_licence else ""
    try:
        with _bar() as bar:
            task = bar.add_task(f"{pack}: verifying", total=None)
            built = store.build(manifest.load(pack), models, from_dir, lambda step: _advance(bar, task, step), accepted)
            bar.update(task, description=f"{pack}: ready", total=1, completed=1)
    except ModelPackError as error:
        refuse(error)
    if accepted:
        Console(stderr=True).print(manifest.load(pack).terms, style="yellow", soft_wrap=True)
    _show(built, as_json=as_json)


@app.command(name="list")
def list_pack(pack: PackName = OPEN_2, *, as_json: AsJson = False) -> None:
    """List the files of a pack: role, source, licence and SHA-256."""
    try:
        wanted = manifest.load(pack)
    except ModelPackError as error:
        refuse(error)
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
def verify(pack: PackName = OPEN_2, models: ModelsDir = DEFAULT_MODELS, *, as_json: AsJson = False) -> None:
    """Check that every file of a built pack is the pinned one."""
    try:
        with waiting("verifying"):
            verified = store.verify(manifest.load(pack), models)
    except ModelPackError as error:
        refuse(error)
    _show(verified, as_json=as_json)


@app.command()
def check_language(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A vocabulary file (docs/languages.md).")],
    voices: Annotated[
        Path | None,
        typer.Option(
            "--voices", exists=True, file_okay=False, help="Recordings of single digits, with a manifest.csv."
        ),
    ] = None,
    models: ModelsDir = DEFAULT_MODELS,
    *,
    as_json: AsJson = False,
) -> None:
    """Check a vocabulary, and measure it on recordings. What they show is kept beside the file, for a start to read."""
    # The nets take a second to import, which no other command here needs.
    from cameo_service.cli.deployment import languages  # noqa: PLC0415 - as above

    try:
        languages.check(file, voices, models, as_json=as_json)
    except (ModelPackError, ChallengeError, languages.VoicesError) as error:
        refuse(error)


def _pack_of(language: str) -> str:
    """The one pack of every language but English.

    Raises:
        typer.Exit: the package has no vocabulary of the language.
    """
    if language not in SHIPPED:
        refuse(UnknownLanguageError(language, SHIPPED))
    return LANGUAGES_PACK


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _advance(bar: Progress, task: TaskID, step: store.Progress) -> None:
    bar.update(task, description=step.step, completed=step.done_megabytes, total=step.all_megabytes)


def _show(pack: store.VerifiedPack, *, as_json: bool) -> None:
    files = {role: str(path) for role, path in pack.files.items()}
    if as_json:
        typer.echo(json.dumps({"pack": pack.id, "files": files}))
        return
    table = Table("role", "file", title=f"Model pack {pack.id}: every file has its pinned SHA-256")
    for role, file in files.items():
        table.add_row(role, file)
    Console().print(table)
