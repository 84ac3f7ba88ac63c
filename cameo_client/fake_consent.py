"""Who allows a render in the fake service, and what was taken back. By name alone; nothing is kept."""

from threading import Condition
from uuid import UUID, uuid5

from cameo_client.render_grant_claims import GrantedSubject
from cameo_client.revocation_scope import owner_scope

PEOPLE = UUID(int=0)


def subject_of(handle: str) -> UUID:
    """The id that the fake gives a handle, the same in every run."""
    return uuid5(PEOPLE, handle)


class FakeConsent:
    """Shared by every call of the fake.

    Attributes:
        changed: notified when somebody revokes.
        told: (scope, epoch) of every revocation, in order.
    """

    def __init__(self) -> None:
        self.changed = Condition()
        self.told: list[tuple[bytes, int]] = []
        self._allowed: set[UUID] = set()
        self._epochs: dict[UUID, int] = {}

    def allow(self, handle: str) -> None:
        """From now on this person allows everything."""
        with self.changed:
            self._allowed.add(subject_of(handle))

    def revoke(self, handle: str) -> None:
        """From now on this person allows nothing, and what was granted before is dead for good."""
        subject = subject_of(handle)
        with self.changed:
            self._allowed.discard(subject)
            self._epochs[subject] = self._epochs.get(subject, 0) + 1
            self.told.append((owner_scope(subject.bytes), self._epochs[subject]))
            self.changed.notify_all()

    def granted(self, handle: str) -> GrantedSubject | None:
        """What a render grant says of this person now; None: not allowed."""
        return self._granted(subject_of(handle))

    def still_grants(self, claimed: GrantedSubject) -> bool:
        """Whether a check now would say exactly the same."""
        return self._granted(claimed.subject_id) == claimed

    def _granted(self, subject: UUID) -> GrantedSubject | None:
        with self.changed:
            if subject not in self._allowed:
                return None
            return GrantedSubject(subject, subject, 1, self._epochs.get(subject, 0), 0, None)
