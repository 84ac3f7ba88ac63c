"""The settings of a service, as its commands read them: flags, CAMEO_* variables, a TOML file, defaults."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cameo_service.cli.terminal import refuse
from cameo_service.config import ServiceConfig
from cameo_service.config_sources import ConfigError, configured

EXIT_BAD_CONFIG = 2

ConfigFile = Annotated[
    Path | None, typer.Option("--config", envvar="CAMEO_CONFIG", help="TOML file of settings; variables override it.")
]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Directory of the databases.")]
KeyRingPath = Annotated[Path | None, typer.Option("--key-ring", help="File made by `cameo keys init`.")]


def settings(file: Path | None, **given: Any) -> ServiceConfig:
    """The configuration of this command; a wrong one ends the command and is named, setting by setting.

    Args:
        file: the TOML file.
        given: what the command line says, by the name of the setting; None says nothing.
    """
    try:
        return configured(file, given).config
    except ConfigError as error:
        refuse(error, EXIT_BAD_CONFIG)
