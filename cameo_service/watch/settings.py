"""What the watch process is told by the process that starts it: one line of JSON. No key, no secret."""

import json
from dataclasses import asdict, dataclass
from typing import Self

READY = "ready"
"""First word of the line the process prints once it answers; the port follows."""


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """database: path of main.db. deployment_id: hexadecimal. port 0: the system chooses. ended_keys: revoked ids."""

    database: str
    deployment_id: str
    incarnation: int
    host: str
    port: int
    ended_keys: tuple[str, ...]

    def as_line(self) -> str:
        """One line, with its end."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """The reverse of as_line; raises ValueError or TypeError for anything else."""
        said = json.loads(line)
        return cls(**{**said, "ended_keys": tuple(said["ended_keys"])})
