"""Consent in the fake service: handles that allow renders, and revocations. Kept in memory only."""

from threading import Condition
from uuid import UUID, uuid5

from cameo_client.render_grant_claims import GrantedSubject
from cameo_client.revocation_scope import owner_scope

PEOPLE = UUID(int=0)


def subject_of(handle: str) -> UUID:
    """The subject id that the fake gives a handle. It is the same in every run."""
    return uuid5(PEOPLE, handle)


class FakeConsent:
    """The consent state of the fake. Every call of the fake uses the same object.

    Attributes:
        changed: notified on every revocation.
        told: (scope, epoch) of every revocation so far, in order.
    """

    def __init__(self) -> None:
        self.changed = Condition()
        self.told: list[tuple[bytes, int]] = []
        self._allowed: set[UUID] = set()
        self._epochs: dict[UUID, int] = {}

    def allow(self, handle: str) -> None:
        """Lets every requester render this person from now on."""
        with self.changed:
            self._allowed.add(subject_of(handle))

    def revoke(self, handle: str) -> None:
        """Ends every grant for this person for good. A later `allow` does not revive one."""
        subject = subject_of(handle)
        with self.changed:
            self._allowed.discard(subject)
            self._epochs[subject] = self._epochs.get(subject, 0) + 1
            self.told.append((owner_scope(subject.bytes), self._epochs[subject]))
            self.changed.notify_all()

    def granted(self, handle: str) -> GrantedSubject | None:
        """The claims about this person in a render grant issued now. None: not allowed."""
        return self._granted(subject_of(handle))

    def still_grants(self, claimed: GrantedSubject) -> bool:
        """Whether a check made now would claim exactly the same."""
        return self._granted(claimed.subject_id) == claimed

    def _granted(self, subject: UUID) -> GrantedSubject | None:
        with self.changed:
            if subject not in self._allowed:
                return None
            return GrantedSubject(subject, subject, 1, self._epochs.get(subject, 0), 0, None)
