"""Erases a person from main.db, and moves everybody else's keys out of reach of old backups."""

from collections.abc import Callable
from uuid import UUID

from cameo_service.storage.render_writes import RenderWrites
from cameo_service.storage.replay_writes import ReplayWrites
from cameo_service.usecases.ports.enrollment import EnrollmentRow
from cameo_service.usecases.ports.erasure import ErasureRow
from consent.identity import SubjectId
from consent.terms import AgeClass, Audience, SubjectState

WIPED = (
    ("access_requests", "owner"),
    ("access_requests", "requester"),
    ("activity", "owner"),
    ("blocks", "owner"),
    ("delegations", "owner"),
    ("delegations", "delegate"),
    ("blocks", "actor"),
    ("guardianships", "owner"),
    ("guardianships", "guardian"),
    ("grants", "owner"),
    ("grants", "grantee"),
    ("group_grants", "owner"),
    ("group_members", "owner"),
    ("group_members", "member"),
    ("groups", "owner"),
    ("held_renders", "owner"),
    ("held_renders", "requester"),
    ("identities", "subject_id"),
    ("invitations", "owner"),
    ("names", "owner"),
    ("owner_verifications", "owner"),
    ("restrictions", "owner"),
    ("sessions", "subject_id"),
)
"""(table, column): rows that go with the person. So do enrollments, whose keys go after the commit, and recordings."""

KEPT = {
    "subjects": "the id with its epoch, so that no token of before ever counts again",
    "handles": "in quarantine for 90 days, so that nobody inherits mentions of them",
    "pair_marks": "epochs of pairs, as above",
    "ended_grants": "ids of grants to groups, as above",
    "renders": "which outputs the app must still take down, by hash",
    "takedowns": "the orders for them",
    "outbox": "events that not everybody has read; forgotten after 7 days; ids alone",
    "history_leaves": "hashes that are nobody's",
    "erasures": "the proof that it was done",
}
"""Tables with rows about a person that stay, and why."""


class ErasureWrites(RenderWrites, ReplayWrites):
    """The part of ports.Transaction that erases.

    replaced: (subject, enrollment) whose wrapped keys have to go once this committed.
    """

    replaced: list[tuple[bytes, bytes]]

    def unlink_history(self, owner: SubjectId) -> None:
        """See SqliteTransaction."""
        raise NotImplementedError

    def wipe_subject(self, subject: SubjectId, now_us: int) -> None:
        """Deletes what is theirs; see KEPT for what stays."""
        self._change_owner(
            "state = ?, frozen = 0, age = ?, age_us = NULL, was_adult = 0, audience = ?",
            (SubjectState.ERASED.value, AgeClass.UNKNOWN.value, int(Audience.NOBODY)),
            subject,
        )
        removed = "DELETE FROM enrollments WHERE subject_id = ? RETURNING enrollment_id"
        for (enrollment,) in self._connection.execute(removed, (subject.bytes,)).fetchall():
            self.replaced.append((subject.bytes, enrollment))
        for table, column in WIPED:
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (subject.bytes,))  # noqa: S608 - constants
        self.forget_recordings(subject)
        release = "UPDATE handles SET released_us = ? WHERE subject_id = ? AND released_us IS NULL"
        self._connection.execute(release, (now_us, subject.bytes))
        self.unlink_history(subject)

    def put_erasure(self, row: ErasureRow) -> None:
        """Writes the erasure over what was there."""
        self._about_owner(
            "INSERT INTO erasures (owner, erasure_id, erased_us, takedowns, awaits_version, final_us)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (owner) DO UPDATE SET"
            " awaits_version = excluded.awaits_version, final_us = excluded.final_us",
            (
                row.subject.bytes,
                row.erasure_id.bytes,
                row.erased_us,
                row.takedowns,
                row.awaits_version,
                row.final_us,
            ),
        )

    def rewrap_below(self, version: int, limit: int, rewrapped: Callable[[EnrollmentRow], EnrollmentRow]) -> int:
        """Wrapped keys of enrollments that are gone are destroyed on the way: nobody can wrap them anew."""
        living = set(self._connection.execute("SELECT subject_id, enrollment_id FROM enrollments"))
        self._keys.sweep(living)
        subjects = self._keys.wrapped_below(version, limit)
        for subject in subjects:
            row = self.enrollment(SubjectId(UUID(bytes=subject)))
            if row is not None:
                self._keys.put(rewrapped(row))
        if subjects:
            self._keys.truncate_log()
        return len(subjects)
