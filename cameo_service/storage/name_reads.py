"""Who is known by which name."""

import json
import sqlite3
from collections.abc import Sequence
from uuid import UUID

from consent.identity import SubjectId
from consent.names import PersonName


class NameReads:
    """The part of ports.Snapshot that is about names."""

    _connection: sqlite3.Connection

    def bearers(self, sounds: Sequence[str]) -> tuple[tuple[SubjectId, PersonName], ...]:
        """Everybody with a name of one of these sounds, in one statement."""
        rows = self._connection.execute(
            "SELECT owner, name, words FROM names WHERE sound IN (SELECT value FROM json_each(?))"
            " ORDER BY owner, words",
            (json.dumps(sounds),),
        )
        return tuple((SubjectId(UUID(bytes=owner)), _name(name, words)) for owner, name, words in rows)

    def names_of(self, owner: SubjectId) -> tuple[PersonName, ...]:
        """All names of one person."""
        statement = "SELECT name, words FROM names WHERE owner = ? ORDER BY words"
        return tuple(_name(*row) for row in self._connection.execute(statement, (owner.bytes,)))


def _name(name: str, words: str) -> PersonName:
    return PersonName(name, tuple(words.split(" ")))
