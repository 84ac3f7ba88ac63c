"""A process that orders a takedown and waits to be killed; its argument is the data directory."""

import os
import sys
from pathlib import Path

from cameo_service.storage.store import open_store
from consent.takedown import StopEffect
from consent.terms import Audience
from tests.cameo_service.usecases.render.test_commit import PROMPT, leased
from tests.cameo_service.usecases.world import World


def order(directory: Path) -> None:
    world = World(open_store(directory, os.urandom))
    for handle in ("ada", "bob"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    world.committed(leased(world), PROMPT)
    world.revoked("ada", "bob", StopEffect.DELETE_ALL)
    sys.stdout.write("ordered\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    order(Path(sys.argv[1]))
