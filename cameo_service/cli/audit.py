"""`cameo audit`: replays the history against the rows of the database, and says which row lies."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.errors import HistoryError
from cameo_service.cli.settings import ConfigFile, DataDir, KeyRingPath, settings
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson, refuse, waiting
from cameo_service.config import ServiceConfig
from cameo_service.history.audit import LeafAudit
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.mark_file import is_behind
from cameo_service.history.witness import look
from cameo_service.storage.engines.errors import StoreError
from cameo_service.usecases.ports.history import BehindItsMarkError, HighWater
from cameo_service.vault.errors import KeyRingError
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.wiring.operating import audit_snapshot
from consent.history.findings import Finding, findings

EXIT_NOT_AUDITED = 2
_SIGNED = "a tree as it was signed"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """leaves: in the database. published: in the tree. unlinked: without a record, as erasures and restores leave them.

    people: those whose leaves can be read.
    """

    leaves: int
    published: int
    unlinked: int
    people: int
    findings: tuple[Finding, ...]


def audit(
    data_dir: DataDir = None,
    key_ring: KeyRingPath = None,
    config: ConfigFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Replay the history against the database and show each row that lies.

    Compares the published tree, leaves, people, grants, marks, epochs, blocks and activity. Changes nothing, and the
    service may run. Ends with status 0 if all agree, 1 if a row lies, 2 if the audit could not be made.
    """
    places = settings(config, data_dir=data_dir, key_ring=key_ring)
    try:
        with waiting("replaying the history"):
            report = audited(places)
    except (KeyRingError, StoreError, HistoryError) as error:
        refuse(error, EXIT_NOT_AUDITED)
    if as_json:
        typer.echo(json.dumps(asdict(report)))
    else:
        _show(report, Console())
    if report.findings:
        raise typer.Exit(EXIT_REFUSED)


def audited(config: ServiceConfig) -> AuditReport:
    """Replays the history of a deployment. Mark and published tree are read before the database, which is never behind
    them.

    Raises:
        KeyRingError, StoreError, HistoryError: it could not be made.
    """
    secret = KeyRingFile(config.key_ring, config.data_dir).load().token_secret
    folder = HistoryFolder(config.history, config.data_dir, secret)
    rewritten: list[Finding] = []
    mark, published = folder.mark.read(), _published(folder, rewritten)
    with audit_snapshot(config) as snapshot:
        leaves = LeafAudit(published, snapshot.salts, snapshot.deployment_id, snapshot.incarnation)
        leaves.read(snapshot.leaves())
        found = [
            *rewritten,
            *_about_mark(snapshot.entries.high_water(), mark),
            *leaves.findings,
            *findings(leaves.said, snapshot.kept()),
        ]
    return AuditReport(leaves.count, len(published), leaves.unlinked, len(leaves.said.owners), tuple(found))


def _published(folder: HistoryFolder, rewritten: list[Finding]) -> list[bytes]:
    """Every published entry, verified as a witness verifies it; none where the tree was changed, which is a finding."""
    if folder.files.checkpoint() is None:
        if folder.files.is_begun:
            rewritten.append(Finding("published history", "checkpoint", "no checkpoint", None, _SIGNED))
        return []
    try:
        return folder.files.all_entries(look(folder.files, folder.signer.verifier, None).head.size)
    except HistoryError as error:
        rewritten.append(Finding("published history", "checkpoint", str(error), None, _SIGNED))
        return []


def _about_mark(here: HighWater, mark: HighWater | None) -> Iterator[Finding]:
    if is_behind(here, mark):
        found = f"incarnation {here.incarnation} revision {here.revision} leaves {here.tree_size}"
        yield Finding("deployment", "high-water mark", found, None, str(BehindItsMarkError.__doc__))


def _show(report: AuditReport, console: Console) -> None:
    if report.findings:
        table = Table("table", "row", "the row says", "leaf", "the leaf says", title="Rows that lie")
        for finding in report.findings:
            leaf = "" if finding.leaf is None else str(finding.leaf)
            table.add_row(finding.table, finding.row, finding.found, leaf, finding.said)
        console.print(table)
    lying = f"{len(report.findings)} rows lie" if report.findings else "no row lies"
    console.print(
        f"{report.leaves} leaves about {report.people} people were replayed ({report.published} published,"
        f" {report.unlinked} linked to no person): {lying}.",
        style="red" if report.findings else "green",
        highlight=False,
    )
