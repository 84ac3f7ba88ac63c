"""Snapshots and transactions, and what furnishes their rooms."""

from cameo_service.storage.activity import Activity
from cameo_service.storage.enrollments import Enrollments, NetMoves
from cameo_service.storage.epochs import Epochs, Everything
from cameo_service.storage.erasures import Erasures
from cameo_service.storage.facts import Facts
from cameo_service.storage.grants import AccessRequests, Blocks, Grants
from cameo_service.storage.groups import Groups
from cameo_service.storage.held import HeldRenders
from cameo_service.storage.outbox import Events
from cameo_service.storage.people import Names, People
from cameo_service.storage.recordings import Recordings
from cameo_service.storage.removals import Removals
from cameo_service.storage.renders import Renders, Takedowns
from cameo_service.storage.restrictions import OwnRestrictions
from cameo_service.storage.rows import room_of_rows
from cameo_service.storage.sessions import Invitations, OwnerProofs, Sessions
from cameo_service.storage.statements import Statement, adding, given, same
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, rows_in, select
from cameo_service.usecases.acting.writes import REQUEST_ID_GOOD_FOR_US
from cameo_service.usecases.ports.store import Snapshot, Transaction, furnish

_REQUESTS = rows_in("remembered_requests")
_REMEMBER = adding(_REQUESTS)
_FORGET = Statement(delete(_REQUESTS).where(_REQUESTS.c.created_us <= given("until_us")))
_REMEMBERED = Statement(
    select(_REQUESTS.c.body_sha256, _REQUESTS.c.reply).where(
        *same(_REQUESTS, "caller", "request_id"), _REQUESTS.c.created_us > given("since_us")
    )
)


class StoredSnapshot(Unit, Snapshot):
    """See ports.store.Snapshot."""

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        """The request's digest and its answer, if it was answered in the last 24 h."""
        named = {"caller": caller, "request_id": request_id}
        row = _REMEMBERED.one(self.connection, **named, since_us=now_us - REQUEST_ID_GOOD_FOR_US)
        return None if row is None else (row[0], row[1])


class StoredTransaction(StoredSnapshot, Transaction):
    """See ports.store.Transaction."""

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        """Keeps the answer for 24 h and forgets those that are older."""
        _FORGET.run(self.connection, until_us=now_us - REQUEST_ID_GOOD_FOR_US)
        _REMEMBER.run(
            self.connection,
            caller=caller,
            request_id=request_id,
            body_sha256=body_sha256,
            reply=reply,
            created_us=now_us,
        )


furnish(
    StoredSnapshot,
    Transaction.people.by(People),
    Transaction.names.by(Names),
    Transaction.restrictions.by(OwnRestrictions),
    Transaction.facts.by(Facts),
    Transaction.grants.by(Grants),
    Transaction.blocks.by(Blocks),
    Transaction.access_requests.by(AccessRequests),
    Transaction.groups.by(Groups),
    Transaction.sessions.by(Sessions),
    Transaction.invitations.by(Invitations),
    Transaction.owner_proofs.by(OwnerProofs),
    Transaction.enrollments.by(Enrollments),
    Transaction.net_moves.by(NetMoves),
    Transaction.recordings.by(Recordings),
    Transaction.renders.by(Renders),
    Transaction.takedowns.by(Takedowns),
    Transaction.held.by(HeldRenders),
    Transaction.removals.by(Removals),
    Transaction.erasures.by(Erasures),
    Transaction.activity.by(Activity),
    Transaction.events.by(Events),
    Transaction.delegations.by(room_of_rows("delegations")),
    Transaction.guardianships.by(room_of_rows("guardianships")),
)
furnish(StoredTransaction, Transaction.epochs.by(Epochs), Transaction.everything.by(Everything))
