"""Fixtures of commands that run the model pack."""

from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]
