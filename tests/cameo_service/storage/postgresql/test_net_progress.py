"""How far people have moved to other nets is counted on PostgreSQL as in files."""

import os
from contextlib import closing

from cameo_service.storage.postgresql.audit import net_progress
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.usecases.ports.enrollment import SealedItem, templates_kind
from cameo_service.usecases.ports.net_moves import MoveState, NetMove
from tests.contracts.store_rows import ADA, BOB, NOW_US, enrollment, with_people


def test_people_are_counted_by_pack_and_by_where_they_stand(postgresql_url: str) -> None:
    with closing(open_postgresql(postgresql_url, os.urandom)) as store:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment())
            tx.enrollments.put(enrollment(2, subject=BOB))
        before = net_progress(postgresql_url, "open-2", "new nets")
        with store.write() as tx:
            tx.enrollments.seal_too(enrollment(), SealedItem(templates_kind(2), "open-2", 1, b"key", b"sealed"))
            tx.net_moves.put(NetMove(ADA, "new nets", MoveState.MOVED, NOW_US))
            tx.net_moves.put(NetMove(BOB, "new nets", MoveState.WAITING, NOW_US, NOW_US, NOW_US + 5))
        after = net_progress(postgresql_url, "open-2", "new nets")

    assert (before.packs, before.not_noted, before.left, before.first_end_us) == ({"open": 2}, 2, 2, None)
    assert after.packs == {"open": 1, "open-2": 1}
    assert (after.moved, after.waiting, after.asked, after.not_noted) == (1, 0, 1, 0)
    assert (after.left, after.first_end_us) == (1, NOW_US + 5)
