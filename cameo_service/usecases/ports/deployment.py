"""Which installation this is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deployment:
    """Which installation and which life of its database this is; part of every token and associated data."""

    deployment_id: bytes
    incarnation: int
