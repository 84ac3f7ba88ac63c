"""Fixtures for tests that run the real model pack."""

import os  # where the pack lies is the caller's choice, like the test data
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from liveness.engines import loading
from liveness.engines.choice import OPEN_1, OPEN_2, EngineChoice
from liveness.models.errors import ModelPackError
from liveness.models.manifest import load
from liveness.models.store import verify
from liveness.ports import Engines

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The folder of built model packs; `make test` builds it first."""
    folder = REPOSITORY / os.environ.get("CAMEO_MODELS", ".cache/models")  # noqa: TID251 - set by the Makefile
    try:
        for pack in (OPEN_1, OPEN_2):
            verify(load(pack), folder)
    except ModelPackError as error:
        pytest.fail(f"{error}: run `make models`, or set CAMEO_MODELS to a folder that holds both open packs")
    return folder


@cache
def _loaded(models: Path) -> Engines:
    return loading.load(models, EngineChoice())


@pytest.fixture(scope="session")
def engines(models_dir: Path) -> Engines:
    """The open pack of today, loaded once a process, for every folder of tests that imports this."""
    return _loaded(models_dir)


@pytest.fixture(scope="session")
def reference_files(models_dir: Path) -> Mapping[str, Path]:
    """dlib's own weight files by role; `make test` fetches them first."""
    try:
        return verify(load("reference"), models_dir).files
    except ModelPackError as error:
        pytest.fail(f"{error}: run `cameo models build --pack reference --models {models_dir}`")
