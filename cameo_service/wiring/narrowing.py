"""The other services that narrow, and what ends by itself: loaded once what stops renders at once is answered."""

from collections.abc import Callable

from cameo_service.clock import Clock
from cameo_service.ordinary_words import InstalledWords
from cameo_service.rpc.access import AccessServicer
from cameo_service.rpc.appearances import AppearanceServicer
from cameo_service.rpc.delegation import DelegationServicer
from cameo_service.rpc.erasure import ErasureServicer
from cameo_service.rpc.groups import GroupServicer
from cameo_service.rpc.guardianship import GuardianServicer
from cameo_service.rpc.held_renders import HeldRenderServicer
from cameo_service.rpc.removals import RemovalServicer
from cameo_service.rpc.restrictions import RestrictionServicer
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.usecases.consent.handles import SweepHandles
from cameo_service.usecases.consent.names import SetNames
from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.operator.erasure import EraseSubject, FinishErasures, GetErasure
from cameo_service.usecases.outputs.takedowns import RetellTakedowns
from cameo_service.usecases.records.events import SweepEvents, TellRefusals
from cameo_service.usecases.render.held import SweepHeldRenders
from cameo_service.usecases.render.usable import ListUsableLikenesses
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardian
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring_file import RingEncryptionKeys
from cameo_service.wiring.usecases import Ports


def narrowing_servicers(ports: Ports, *, guardians: bool) -> tuple[object, ...]:
    """The services with acts that narrow, but for those that stand on the port when it opens.

    Args:
        ports: the edges.
        guardians: whether minors may have guardians.
    """
    writes, reads = ports.writes, ports.reads
    return (
        RestrictionServicer(writes, reads, SetNames(InstalledWords())),
        AccessServicer(writes, reads, ListUsableLikenesses(ports.store, ports.clock)),
        HeldRenderServicer(writes, reads),
        GroupServicer(writes, reads),
        AppearanceServicer(writes, reads),
        ErasureServicer(
            writes, EraseSubject(NetsInUse(ports.vault, ports.nets)), GetErasure(ports.store, ports.receipt_signer)
        ),
        RemovalServicer(writes, reads),
        DelegationServicer(writes, reads),
        GuardianServicer(writes, reads, BecomeGuardian(guardians)),
    )


def sweeps(
    store: DatabaseStore, clock: Clock, keys: RingEncryptionKeys, vault: EnvelopeVault, *loaded_last: Callable[[], int]
) -> tuple[Callable[[], int], ...]:
    """What is done every second for what ends by itself. loaded_last: what needs the libraries of recordings."""
    return (
        SweepEvents(store, clock),
        SweepHeldRenders(store, clock),
        *loaded_last,
        SweepHandles(store, clock),
        RetellTakedowns(store, clock),
        TellRefusals(store, clock),
        FinishErasures(store, clock, keys, vault, store.rewrite),
        store.empty_logs,
    )
