"""The whole contract on three ports, as on a network, over one world that every call finds the same."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import grpc
from google.protobuf.descriptor import MethodDescriptor

from cameo_client.connection import Connection
from cameo_service.clock import SystemClock
from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.rpc.front.assertions import NoAssertions
from cameo_service.rpc.front.first_message import PATIENCE, Patience
from cameo_service.rpc.history import HistoryServicer, HistoryUseCases, ReceiptConverter
from cameo_service.rpc.revocations import RevocationServicer
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.outbox_tail import OutboxTail
from cameo_service.storage.store import MAIN_DATABASE, open_store
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken
from cameo_service.usecases.enrollment.places import Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.ports.store import Transaction
from cameo_service.usecases.records.export import ExportSubject
from cameo_service.usecases.records.receipts import GetCheckpoint, GetProvenance, GetReceipt
from cameo_service.watch.feed import RevocationFeed
from consent.identity import SubjectId
from consent.terms import Audience
from liveness.limits.recordings import RecordingLimits
from liveness.verdict.policy import DEMO
from tests.cameo_service.rpc.identity.secure_service import (
    APP,
    CALLERS,
    OPERATOR,
    OTHER_APP,
    OTHERS,
    PEOPLE,
    STUDIO,
    SecureService,
)
from tests.cameo_service.rpc.test_enrollment import AskedAlready
from tests.cameo_service.usecases.enrolling import Enrolling
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.live_client import TextFollower
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst
from tests.stores import AroundStore, new_store

PAGES = "pages.example"
STUDIO_CALLER = f"""
[[caller]]
id = "pages"
role = "studio"
certificate = "{PAGES}"
people = ["{PEOPLE}"]
"""
NAMES = {"app": APP, "other app": OTHER_APP, "studio": STUDIO, "pages": PAGES, "operator": OPERATOR}
ROLES = {"app": "app", "other app": "app", "studio": "generation", "pages": "studio", "operator": "operator"}
"""Service id to role."""
WATCH_S = 600.0


class HoursApart(SystemClock):
    """Every look is hours after the one before: no quota is used up, however many calls a test makes."""

    def __init__(self) -> None:
        self._looks = count()

    def monotonic_s(self) -> float:
        """Six hours later each time."""
        return next(self._looks) * 6 * 3600.0


class UndoneError(Exception):
    """What a write did is to be undone."""


class ForgetfulStore(AroundStore):
    """writes: how many ended without an error. While it `forgets`, they are answered and nothing of them stays."""

    writes, forgets = 0, False

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with suppress(UndoneError), super().write() as transaction:
            yield transaction
            if self.forgets:
                raise UndoneError
        self.writes += 1


class ThreePorts(SecureService):
    """Ada is enrolled, and bob is not; both are people of the app. Eve and fay are people of the other app."""

    callers = CALLERS + STUDIO_CALLER

    def __init__(self, folder: Path, patience: Patience = PATIENCE) -> None:
        self.files = new_store()
        self.store = ForgetfulStore(self.files)
        enrolling = Enrolling(store=self.store)
        world = enrolling.world
        world.person("bob")
        world.enroll("ada")
        world.audience("ada", Audience.APPROVED)
        store = open_store(folder / "data", os.urandom)
        leaves = HistoryReader.of_directory(folder / "data", os.urandom)
        tree = TilesTree(HistoryFolder(folder / "history", folder / "data", bytes(32)))
        questions = HistoryUseCases(
            GetReceipt(world.store, leaves, tree),
            GetCheckpoint(tree),
            ExportSubject(world.store, world.clock, leaves, leaves, tree),
            GetProvenance(world.store, world.signer, leaves, tree),
        )
        history = HistoryServicer(questions, ReceiptConverter(tree.origin(), "tests"))
        super().__init__(world, folder, (history,), patience, Meter(HoursApart()))
        record = RecordEnrollment(
            attempts=enrolling.attempts,
            analyst=ToldAnalyst(),
            settle=enrolling.settles,
            policy=DEMO,
            new_conversation=lambda _act, _language: AskedAlready(),
            new_follower=TextFollower,
            new_spool=HeldSpool,
            limits=RecordingLimits(),
            clock=world.clock,
            places=Places(2, world.clock),
            door=enrolling.door,
        )
        recordings = EnrollmentServicer(
            world.writes, world.reads, enrolling.starts, record, MintCaptureToken(enrolling.tokens)
        )
        self._tail = OutboxTail(folder / "data" / MAIN_DATABASE)
        feed = RevocationFeed(self._tail, store.deployment(), monotonic, {})
        self._feeding = self.loop.start(feed.run())
        self._closing = (store.close, leaves.close)
        streams = self.serve(self.identity, recordings)
        watches = self.serve(NoAssertions(), RevocationServicer(feed, monotonic, lambda: WATCH_S))
        self.ports = (self.server.port, streams.port, watches.port)
        self._targets = {"EnrollmentService": streams.port, "RevocationService": watches.port}
        self._open: dict[tuple[str, int], Connection] = {}
        with world.store.write() as tx:
            for name in ("eve", "fay"):
                world.people[name] = tx.people.ensure(OTHERS, name, SubjectId(world.ids.new(world.clock.now_us)), 0)

    def to(self, caller: str, method: MethodDescriptor) -> Connection:
        """A service's connection to the port that a method stands on."""
        port = self._targets.get(method.containing_service.name, self.server.port)
        if (caller, port) not in self._open:
            self._open[caller, port] = self.connection(NAMES[caller], target=f"127.0.0.1:{port}")
        return self._open[caller, port]

    @contextmanager
    def as_it_was(self) -> Iterator[None]:
        """What happens inside leaves nothing behind."""
        self.store.forgets = True
        yield
        self.store.forgets = False

    @property
    def writes(self) -> int:
        """How many there were."""
        return self.store.writes

    def stop(self) -> None:
        self._feeding.cancel()
        super().stop()
        self._tail.close()
        for close in self._closing:
            close()


def called(connection: Connection, method: MethodDescriptor, request: bytes, assertion: str | None) -> str:
    """The code that a call ended with; OK for an answer, of a stream the first one."""
    name = f"/{method.containing_service.full_name}/{method.name}"
    acting = connection if assertion is None else connection.acting_for(assertion)
    call: Any = None
    try:
        if not method.server_streaming:
            ask: Any = connection.channel.unary_unary(name)
            ask(request, metadata=acting.metadata, timeout=60)
            return "OK"
        opened: Any = connection.channel.stream_stream(name)
        call = opened(iter([request]), metadata=acting.metadata, timeout=60)
        next(call, None)
    except grpc.RpcError as error:
        failed: Any = error
        return str(dict(failed.trailing_metadata() or ()).get("cameo-reason") or failed.code().name)
    else:
        return "OK"
    finally:
        if call is not None:
            call.cancel()
