"""Writes of guardianships."""

from cameo_service.storage.outbox_writes import OutboxWrites
from consent.identity import SubjectId
from consent.stand_ins import Guardianship


class GuardianshipWrites(OutboxWrites):
    """The part of ports.Transaction that is about guardianships."""

    def put_guardianship(self, link: Guardianship) -> None:
        """Writes it over what was there."""
        self._about_owner(
            "INSERT INTO guardianships (owner, guardian, evidence, expires_us) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (owner) DO UPDATE SET guardian = excluded.guardian, evidence = excluded.evidence,"
            " expires_us = excluded.expires_us",
            (link.minor.bytes, link.guardian.bytes, link.evidence, link.expires_us),
        )

    def end_guardianship(self, minor: SubjectId) -> bool:
        """Deletes it; whether it was there."""
        statement = "DELETE FROM guardianships WHERE owner = ?"
        return self._connection.execute(statement, (minor.bytes,)).rowcount == 1
