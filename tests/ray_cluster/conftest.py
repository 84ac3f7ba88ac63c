"""One cluster for all tests of this folder but those that end it."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.liveness.conftest import models_dir
from tests.ray_cluster.nodes import RayCluster

__all__ = ["models_dir"]


@contextmanager
def new_cluster(nodes: int) -> Iterator[RayCluster]:
    """Its folder has a short name: that of a socket in it may have 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="ray-"))
    token = folder / "token"
    token.write_text(secrets.token_hex(32), encoding="ascii")
    cluster = RayCluster(folder / "t", token)
    try:
        cluster.start_head()
        for _ in range(nodes):
            cluster.add_node()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[RayCluster]:
    """A head and two nodes."""
    with new_cluster(2) as started:
        yield started
