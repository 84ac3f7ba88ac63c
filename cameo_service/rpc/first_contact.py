"""Who (issuer, sub) is here: their id, made when somebody first vouches for them."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.ports import IdSource, Store
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class FirstContact:
    """Reads first: all but the first call of a person need no write."""

    store: Store
    clock: Clock
    ids: IdSource

    def __call__(self, issuer: str, sub: str) -> SubjectId:
        """The person's id, the same for ever."""
        with self.store.read() as snapshot:
            known = snapshot.subject_of(issuer, sub)
        if known is not None:
            return known
        now_us = self.clock.utc_us()
        with self.store.write() as transaction:
            return transaction.ensure_subject(issuer, sub, SubjectId(self.ids.new(now_us)), now_us)
