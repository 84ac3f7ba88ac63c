"""Clients of several replicas: each call goes to one that is believed to answer, a lost write to another, same id."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random  # noqa: TID251 - seeded: every run asks the same
from threading import Condition, Event, Lock, Thread
from time import perf_counter
from typing import Self, TypeVar

import grpc

from cameo_client.errors import RefusedError, VerificationError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.render_grant import open_render_grant
from cameo_client.verification_key import VerificationKeys, fetch_verification_keys
from cameo_service.cli import check
from cameo_service.cli.connection import named, new_request_id
from cameo_service.usecases.acting.reads import revision_of
from cameo_service.usecases.ports.history import Deployment as Life
from tests.chaos.replicas import LONG_S, Deployment, Replica
from tests.e2e import acts
from tests.linearizability import Operation

LOST = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.INTERNAL,
}
"""What a call reads whose replica or database went away. Whether it was done, its caller cannot know."""
OF_WRONG_CLOCKS = {"ASSERTION_INVALID", "RENDER_GRANT_EXPIRED"}
KINDS, WEIGHTS = ("grant", "revoke", "check", "fetch", "commit"), (2, 1, 3, 3, 4)
Answer = TypeVar("Answer")


class LostError(Exception):
    """The call may have been carried out, or not."""


@dataclass
class Pair:
    """An owner and a requester. acknowledged: answered writes by kind; revoked: epochs of answered revocations."""

    owner: str
    requester: str
    checked: list[tuple[bytes, str, int]] = field(default_factory=list)
    leased: list[tuple[bytes, str, int]] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=lambda: {"grant": 0, "revoke": 0})
    revoked: list[int] = field(default_factory=list)
    history: list[Operation] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def prompt(self) -> str:
        return f"let @{self.owner} sing"

    @property
    def prompt_sha256(self) -> bytes:
        return sha256(self.prompt.encode()).digest()


class Client:
    """One thread's share of the load on one pair."""

    def __init__(self, load: "Load", pair: Pair, chance: Random) -> None:
        self._load, self._pair, self._chance = load, pair, chance

    def run(self) -> None:
        while not self._load.is_over.is_set():
            kind = self._chance.choices(KINDS, WEIGHTS)[0]
            if (kind == "fetch" and not self._pair.checked) or (kind == "commit" and not self._pair.leased):
                kind = "check"
            called = perf_counter()
            try:
                asked, answered = getattr(self, kind)()
            except (LostError, IndexError):
                continue  # it asked, and changed nothing that others read
            with self._pair.lock:
                self._pair.history.append(Operation(called, perf_counter(), kind, asked, answered))
            self._load.note()

    def grant(self) -> tuple[object, object]:
        request = consent.GrantAccessRequest(
            grantee=named(self._pair.requester),
            modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE],
            uses=[terms.USE_PRIVATE],
            request_id=new_request_id(),
        )
        self._until_answered(lambda at: at.checks.consent(self._pair.owner).grant_access(request))
        with self._pair.lock:
            self._pair.acknowledged["grant"] += 1
        return None, None

    def revoke(self) -> tuple[object, object]:
        request = consent.RevokeAccessRequest(grantee=named(self._pair.requester), request_id=new_request_id())
        reply = self._until_answered(lambda at: at.checks.consent(self._pair.owner).revoke_access(request))
        epoch = revision_of(reply.revision, self._load.life)
        with self._pair.lock:
            self._pair.acknowledged["revoke"] += 1
            self._pair.revoked.append(epoch)
        return None, epoch

    def check(self) -> tuple[object, object]:
        job = new_request_id()
        request = check.request_for(self._pair.prompt, self._pair.requester, "private", job)
        reply = self._once(lambda at: at.checks.render(acts.STUDIO).check_prompt(request))
        if not reply.render_grant:
            return None, None
        try:
            (subject,) = open_render_grant(reply.render_grant, self._load.keys).subjects
        except VerificationError as error:
            if not self._load.are_clocks_stepped:
                raise
            raise LostError from error
        self._pair.checked.append((reply.render_grant, job, subject.pair_epoch))
        return None, subject.pair_epoch

    def fetch(self) -> tuple[object, object]:
        envelope, job, epoch = self._pair.checked.pop()
        request = render.FetchIdentityBundleRequest(
            render_grant=envelope, job_id=job, prompt_sha256=self._pair.prompt_sha256
        )
        is_released = self._is_permitted(lambda at: at.checks.render(acts.STUDIO).fetch_identity_bundle(request))
        if is_released:
            self._pair.leased.append((envelope, job, epoch))
        return epoch, is_released

    def commit(self) -> tuple[object, object]:
        envelope, job, epoch = self._pair.leased[-1]
        request = render.CommitRenderRequest(
            render_grant=envelope,
            job_id=job,
            prompt_sha256=self._pair.prompt_sha256,
            stage=render.COMMIT_STAGE_DRAFT,
            output_sha256=sha256(envelope).digest(),
        )
        return epoch, self._is_permitted(lambda at: at.checks.render(acts.STUDIO).commit_render(request))

    def _is_permitted(self, call: Callable[[Replica], object]) -> bool:
        try:
            self._once(call)
        except RefusedError as error:
            if error.reason != "NOT_PERMITTED":
                raise
            return False
        return True

    def _until_answered(self, call: Callable[[Replica], Answer]) -> Answer:
        while True:
            try:
                return self._once(call)
            except LostError:
                self._load.lost += 1

    def _once(self, call: Callable[[Replica], Answer]) -> Answer:
        live = self._load.deployment.live() or self._load.deployment.replicas
        try:
            return call(self._chance.choice(live))
        except RefusedError as error:
            if error.status in LOST or (self._load.are_clocks_stepped and error.reason in OF_WRONG_CLOCKS):
                raise LostError from error
            raise


class Load:
    """Clients that act until they are stopped. lost: writes that had to be sent again.

    are_clocks_stepped: an assertion or a grant may be too old or too young for one replica, which refuses it.
    """

    def __init__(
        self, deployment: Deployment, pairs: list[Pair], each: int, seed: int, *, are_clocks_stepped: bool = False
    ) -> None:
        self.deployment, self.pairs, self.lost = deployment, pairs, 0
        self.are_clocks_stepped = are_clocks_stepped
        with deployment.stored() as store:
            self.life: Life = store.deployment()
        self.keys: VerificationKeys = fetch_verification_keys(deployment.replicas[0].checks.render(acts.STUDIO))
        self.is_over, self._changed, self._done = Event(), Condition(), 0
        self._failed: list[Exception] = []
        self._threads = [
            Thread(target=self._guarded, args=(Client(self, pair, Random(f"{seed} {pair.owner} {number}")),))  # noqa: S311 - order of a test
            for pair in pairs
            for number in range(each)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        for thread in self._threads:
            thread.join(LONG_S)

    def note(self) -> None:
        with self._changed:
            self._done += 1
            self._changed.notify_all()

    def wait_for(self, more: int) -> None:
        """Until so many more operations were answered."""
        with self._changed:
            until = self._done + more
            assert self._changed.wait_for(lambda: self._failed or self._done >= until, LONG_S), "nothing is answered"
        self.require_whole()

    def require_whole(self) -> None:
        """No client read what it must not."""
        for failure in self._failed:
            raise failure

    def _guarded(self, client: Client) -> None:
        try:
            client.run()
        except Exception as failure:  # noqa: BLE001 - raised on the thread that waits
            with self._changed:
                self._failed.append(failure)
                self._changed.notify_all()
