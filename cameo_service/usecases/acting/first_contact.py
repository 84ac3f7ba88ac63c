"""The id of an identity provider's account, made when the account is seen for the first time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.ports.store import Store
from consent.identity import SubjectId

REMEMBERED = 100_000
"""Ids kept in memory, those of the people seen last; about 20 MB."""
BELIEVED_S = 60.0
"""How long a remembered id is used. After an erasure, every process takes the account for a new person by then."""


@dataclass(frozen=True, slots=True)
class FirstContact:
    """Reads memory first, then the store: all but the first call of a person need no write, most need no read.

    admit: asked before a new person is stored; raises where the caller may bring no more.
    """

    store: Store
    clock: Clock
    ids: IdSource
    admit: Callable[[Caller], None]
    _known: "OrderedDict[tuple[str, str], tuple[SubjectId, float]]" = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __call__(self, issuer: str, sub: str, caller: Caller) -> SubjectId:
        """The person's id, the same until they are erased. caller: who acts for the account.

        Raises:
            QuotaExceededError: the account is new, and so are too many others of this caller.
        """
        person, now_s = (issuer, sub), self.clock.monotonic_s()
        with self._lock:
            known = self._known.get(person)
            if known is not None and now_s - known[1] < BELIEVED_S:
                self._known.move_to_end(person)
                return known[0]
        found = self._stored(issuer, sub, caller)
        with self._lock:
            self._known[person] = (found, now_s)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _stored(self, issuer: str, sub: str, caller: Caller) -> SubjectId:
        with self.store.read() as snapshot:
            known = snapshot.people.of_account(issuer, sub)
        if known is not None:
            return known
        self.admit(caller)
        now_us = self.clock.utc_us()
        with self.store.write() as transaction:
            return transaction.people.ensure(issuer, sub, SubjectId(self.ids.new(now_us)), now_us)
