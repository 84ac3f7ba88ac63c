"""Fixtures of commands that run the model pack, or call a service."""

from tests.cameo_service.cli.commands import run, world
from tests.liveness.conftest import models_dir

__all__ = ["models_dir", "run", "world"]
