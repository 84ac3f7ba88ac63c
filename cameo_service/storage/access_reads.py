"""Requests for access."""

import sqlite3
from typing import Any
from uuid import UUID

from cameo_service.storage.values import modalities, uses
from consent.grants import AccessRequest
from consent.identity import SubjectId


class AccessReads:
    """The part of ports.Snapshot that is about requests for access."""

    _connection: sqlite3.Connection

    def access_requests(self, owner: SubjectId) -> tuple[AccessRequest, ...]:
        """What was not answered, the oldest first."""
        statement = (
            "SELECT requester, modalities, uses, asked_us FROM access_requests WHERE owner = ?"
            " ORDER BY asked_us, requester"
        )
        return tuple(access_request(owner, row) for row in self._connection.execute(statement, (owner.bytes,)))


def access_request(owner: SubjectId, row: tuple[Any, ...]) -> AccessRequest:
    """One row of requester, modalities, uses and time."""
    return AccessRequest(owner, SubjectId(UUID(bytes=row[0])), modalities(row[1]), uses(row[2]), row[3])
