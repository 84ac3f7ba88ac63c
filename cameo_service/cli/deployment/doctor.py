"""`cameo doctor`: whether a service could run here."""

import json
from dataclasses import asdict

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cameo_service.cli.settings import ConfigFile
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson, waiting
from cameo_service.clock import SystemClock
from cameo_service.config_sources import ConfigError, configured
from cameo_service.diagnosis import Finding, State, diagnose


def doctor(config: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Look at settings, files, keys, model packs and the walls around workers. Exit code 0 if nothing fails.

    Changes nothing. Settings come from CAMEO_* variables and a file, as for `cameo serve`; a service may run meanwhile.
    """
    try:
        read = configured(config, {})
    except ConfigError as error:
        found = [Finding(f"settings.{setting}", State.FAILS, said) for setting, said in error.problems]
    else:
        with waiting("looking"):
            found = [_unknown(read.unknown), *diagnose(read.config, SystemClock())]
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in found]))
    else:
        _show(found)
    if any(finding.state is State.FAILS for finding in found):
        raise typer.Exit(EXIT_REFUSED)


_STYLES = {State.HOLDS: "green", State.KNOW: "yellow", State.FAILS: "red"}


def _show(found: list[Finding]) -> None:
    table = Table("check", "state", "what to do")
    for finding in found:
        table.add_row(finding.check, f"[{_STYLES[finding.state]}]{finding.state}[/]", escape(finding.do))
    Console().print(table)


def _unknown(names: tuple[str, ...]) -> Finding:
    """Misspelt settings are told, and fail nothing: a variable of another program may have our prefix."""
    if not names:
        return Finding("settings.names", State.HOLDS)
    return Finding("settings.names", State.KNOW, f"No setting has this name: {', '.join(names)}.")
