"""`cameo collect report`: how the takes of a study went, each figure with its n and its interval."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from cameo_service.cli.collect.options import Folder
from cameo_service.cli.terminal import EXIT_BAD_INPUT, AsJson, refuse
from evaluation.rates import Rate
from evaluation.study import Study
from evaluation.study_report import WITHIN_ATTEMPTS, Line, report

NOTES = """\
Intervals are two-sided 95 %: Clopper-Pearson's for shares, the sign test's for medians. Takes of one person are not \
independent: read them with the number of people. BPCER: judged attempts that were taken for an attack. A take that \
was given up counts as not completed. The figures are of these people with their devices alone."""


def report_takes(folder: Folder, *, as_json: AsJson = False) -> None:
    """Report live completion, seconds and BPCER of a study, by condition.

    For error rates on its recordings and on the uploaded attacks: `cameo evaluate`.
    """
    study = Study(folder)
    try:
        lines, deletions = report(study.all_takes()), study.deletions()
    except (ValueError, KeyError, TypeError) as error:
        refuse(f"takes.json of a volunteer cannot be read: {error}.", EXIT_BAD_INPUT)
    if not lines[0].completed.n:
        refuse("No volunteer has recorded a take in this folder: `cameo collect serve` asks for them.", EXIT_BAD_INPUT)
    if as_json:
        typer.echo(json.dumps({"conditions": [asdict(line) for line in lines], "deletions": deletions}))
        return
    console = Console()
    console.print(_table(lines))
    console.print(f"{deletions} volunteers deleted everything: their takes are in no figure.")
    console.print(NOTES, style="dim")


def _table(lines: Sequence[Line]) -> Table:
    completed = f"completed within {WITHIN_ATTEMPTS} attempts"
    table = Table("condition", "people", completed, "median seconds", "BPCER", "sent back", "lost")
    for line in lines:
        shares = [_share(rate) for rate in (line.completed, line.bpcer, line.retried, line.lost)]
        table.add_row(line.condition, str(line.people), shares[0], _seconds(line.seconds), *shares[1:])
    return table


def _share(rate: Rate) -> str:
    if rate.value is None or rate.low is None or rate.high is None:
        return "not shown"
    return f"{100 * rate.value:.0f} % of {rate.n} ({100 * rate.low:.0f}-{100 * rate.high:.0f} %)"


def _seconds(rate: Rate) -> str:
    if rate.value is None:
        return "not shown"
    interval = rate.note if rate.low is None or rate.high is None else f"{rate.low:.0f}-{rate.high:.0f}"
    return f"{rate.value:.0f} of {rate.n} ({interval})"
