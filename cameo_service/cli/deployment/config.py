"""`cameo config print`: every setting, its value, and where the value came from."""

import json

import typer
from rich.console import Console

from cameo_service.cli.settings import EXIT_BAD_CONFIG, ConfigFile
from cameo_service.cli.terminal import AsJson, refuse, wide_table
from cameo_service.config_sources import ConfigError, configured

app = typer.Typer(help="The settings of a service.", no_args_is_help=True)


@app.callback()
def config() -> None:
    """The settings of a service."""


@app.command(name="print")
def print_config(config: ConfigFile = None, *, as_json: AsJson = False) -> None:
    """Show every setting, its value, and where the value came from. Secrets are masked.

    Flags of `cameo serve` win over CAMEO_* variables, these over the TOML file, and that over defaults.
    """
    try:
        found = configured(config, {})
    except ConfigError as error:
        refuse(error, EXIT_BAD_CONFIG)
    shown = found.shown()
    if as_json:
        typer.echo(json.dumps({"settings": shown, "unknown_variables": found.unknown}))
        return
    table = wide_table("Settings", "setting", "value", "from")
    for name, row in shown.items():
        table.add_row(name, _words(row["value"]), row["from"])
    Console().print(table, markup=False)
    for name in found.unknown:
        Console(stderr=True).print(f"{name} is no setting", style="yellow", markup=False)


def _words(value: object) -> str:
    if value is None or value in ("", []):
        return "-"
    return json.dumps(value) if isinstance(value, list | bool) else str(value)
