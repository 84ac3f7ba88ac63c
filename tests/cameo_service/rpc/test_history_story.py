"""Over real gRPC: a person gets receipts that anybody can verify, and takes everything away."""

import json
import logging
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from cameo_client.checkpoint import open_checkpoint
from cameo_client.connection import dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.errors import ReceiptRefusedError, RefusedError
from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.pb.cameo.v1.subject_pb2 import SubjectRef
from cameo_client.receipt import verify_receipt
from cameo_client.services.history import HistoryClient
from cameo_client.signed_note import parse_vkey
from cameo_client.subject_export import export_pages
from cameo_client.tree_proof import is_consistent
from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.history.sequencer import integrate
from cameo_service.rpc.front.assertions import InsecureDevAssertions
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ordered_steps
from cameo_service.rpc.history import HistoryServicer, HistoryUseCases, ReceiptConverter
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import open_store
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.ports.enrollment import likeness_kind
from cameo_service.usecases.records.export import RECEIPTS_A_PAGE, ExportSubject
from cameo_service.usecases.records.receipts import GetCheckpoint, GetProvenance, GetReceipt
from consent.history.tree import leaf_hash
from consent.terms import Audience, Modality
from tests.cameo_service.usecases.world import World, reference_of

LOG = logging.getLogger("tests.rpc")


class Story:
    """Ada and Bob, a database, a published history and a server of HistoryService alone."""

    def __init__(self, root: Path) -> None:
        self.store = open_store(root / "data", os.urandom)
        self.leaves = HistoryReader.of_directory(root / "data", os.urandom)
        self.folder = HistoryFolder(root / "history", root / "data", bytes(32))
        self.world, tree = World(self.store), TilesTree(self.folder)
        for name in ("ada", "bob"):
            self.world.person(name)
        self.world.enroll("ada")
        use_cases = HistoryUseCases(
            GetReceipt(self.store, self.leaves, tree),
            GetCheckpoint(tree),
            ExportSubject(self.store, self.world.clock, self.leaves, self.leaves, tree),
            GetProvenance(self.store, self.world.signer, self.leaves, tree),
        )
        servicer = HistoryServicer(use_cases, ReceiptConverter(tree.origin(), "Example Studio"))
        clock = self.world.clock
        meter = Meter(clock)
        assertions = InsecureDevAssertions(FirstContact(self.store, clock, self.world.ids, meter.admit), clock)
        source = InsecureDevCallers(LOG)

        steps = ordered_steps(lambda: "call", LOG, source, assertions, {}, meter)
        self._loop = ServerLoop()
        self.server = RpcServer(
            self._loop,
            PortSettings(
                host="127.0.0.1",
                port=0,
                threads=2,
                source=source,
                steps=steps,
                clock=self.world.clock,
            ),
            services(servicer),
        )
        self.server.start()
        self.channel = open_channel(f"127.0.0.1:{self.server.port}")

    def publish(self) -> None:
        integrate(self.folder, self.leaves)

    def client(self, acting: str | None = None, role: str = "app_backend", service: str = "app") -> HistoryClient:
        connection = dev_connection(self.channel, service, role)
        if acting is None:
            return HistoryClient(connection)
        until_s = self.world.clock.now_us // 1_000_000 + 60
        return HistoryClient(connection.acting_for(dev_assertion("issuer", acting, until_s)))

    def receipt(self, acting: str, revision: str) -> pb.ProvenReceipt:
        return self.client(acting).get_receipt(pb.GetReceiptRequest(revision=revision)).receipt

    def stop(self) -> None:
        self.channel.close()
        self.server.stop(0)
        self._loop.close()
        self.leaves.close()
        self.store.close()


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    told = Story(tmp_path)
    yield told
    told.stop()


def test_a_grant_and_its_revocation_have_receipts_that_anybody_can_verify(story: Story) -> None:
    story.world.audience("ada", Audience.APPROVED)
    granted = story.world.grant("ada", "bob").token
    revoked = story.world.revoked("ada", "bob").token
    story.publish()
    log = parse_vkey(story.client().get_checkpoint(pb.GetCheckpointRequest()).verifier_key)
    given, withdrawn = story.receipt("ada", granted), story.receipt("ada", revoked)
    for proven in (given, withdrawn):
        assert verify_receipt(proven, log).size == proven.proof.tree_size
        assert proven.receipt.pii_principal_id == str(story.world.people["ada"])
        assert proven.receipt.pii_controller == "Example Studio"
        assert proven.receipt.receipt_id.endswith(f"/{proven.proof.leaf_index}")
        assert json.loads(proven.proof.record)["kind"] == proven.receipt.kind
    assert (given.receipt.kind, given.receipt.event_type) == ("granted", pb.CONSENT_EVENT_GIVEN)
    assert (withdrawn.receipt.kind, withdrawn.receipt.event_type) == ("revoked", pb.CONSENT_EVENT_WITHDRAWN)
    assert (len(given.receipt.grants), len(withdrawn.receipt.grants)) == (1, 0)
    assert given.receipt.audience == "APPROVED"


def test_an_altered_receipt_does_not_verify(story: Story) -> None:
    token = story.world.audience("ada", Audience.APPROVED).token
    story.publish()
    proven = story.receipt("ada", token)
    log = parse_vkey(story.client().get_checkpoint(pb.GetCheckpointRequest()).verifier_key)
    proven.proof.record = proven.proof.record.replace(b"APPROVED", b"EVERYONE")
    with pytest.raises(ReceiptRefusedError):
        verify_receipt(proven, log)


def test_a_receipt_comes_at_once_and_its_proof_when_the_leaf_is_published(story: Story) -> None:
    token = story.world.audience("ada", Audience.APPROVED).token
    before = story.receipt("ada", token)
    assert (before.receipt.kind, before.proof.tree_size, list(before.proof.hashes)) == ("audience_set", 0, [])
    story.publish()
    assert story.receipt("ada", token).proof.tree_size > before.proof.leaf_index


def test_nobody_else_gets_the_receipt(story: Story) -> None:
    token = story.world.audience("ada", Audience.APPROVED).token
    with pytest.raises(RefusedError, match="UNKNOWN_RECEIPT"):
        story.receipt("bob", token)
    owner = SubjectRef(subject_id=str(story.world.people["ada"]))
    with pytest.raises(RefusedError, match="NOT_THE_OWNER"):
        story.client("bob").get_receipt(pb.GetReceiptRequest(owner=owner, revision=token))
    for role in ("generation", "operator"):
        with pytest.raises(RefusedError, match="ROLE_NOT_ALLOWED"):
            story.client(role=role).get_receipt(pb.GetReceiptRequest(owner=owner, revision=token))


@pytest.mark.parametrize(("revision", "reason"), [("", "FIELD_MISSING"), ("!", "CONSISTENCY_TOKEN_MALFORMED")])
def test_a_receipt_is_asked_for_with_the_revision_of_a_write(story: Story, revision: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        story.receipt("ada", revision)


def test_a_checkpoint_proves_that_it_begins_with_an_earlier_one(story: Story) -> None:
    operator = story.client(role="operator")
    assert operator.get_checkpoint(pb.GetCheckpointRequest()).tree_size == 0
    story.publish()
    old = operator.get_checkpoint(pb.GetCheckpointRequest())
    story.world.audience("ada", Audience.APPROVED)
    story.publish()
    new = operator.get_checkpoint(pb.GetCheckpointRequest(earlier_size=old.tree_size))
    heads = [open_checkpoint(reply.checkpoint.decode(), parse_vkey(new.verifier_key)) for reply in (old, new)]
    assert is_consistent(old.tree_size, heads[0].root, new.tree_size, heads[1].root, tuple(new.consistency))
    for size in (new.tree_size + 1, -1):
        with pytest.raises(RefusedError, match="UNKNOWN_TREE_SIZE"):
            operator.get_checkpoint(pb.GetCheckpointRequest(earlier_size=size))


def test_an_export_has_everything_page_by_page(story: Story) -> None:
    for _ in range(RECEIPTS_A_PAGE):
        story.world.audience("ada", Audience.APPROVED)
    story.publish()
    first, second = export_pages(story.client("ada"), pb.ExportSubjectRequest())
    assert first.consent.handle == "ada"
    assert (len(first.receipts), second.HasField("consent")) == (RECEIPTS_A_PAGE, False)
    kinds = [proven.receipt.kind for page in (first, second) for proven in page.receipts]
    assert kinds == ["handle_claimed", "age_asserted", *["audience_set"] * RECEIPTS_A_PAGE]
    assert all(proven.receipt.pii_principal_id == first.consent.subject_id for proven in second.receipts)


def test_the_first_page_has_what_is_kept_and_nothing_that_is_sealed(story: Story) -> None:
    story.world.named("ada", "Ada Lovelace")
    story.world.grouped("ada", "friends", "bob")
    grant, _ = rendered(story)
    story.world.committed(grant, "@ada waves", output=b"an output")
    (page,) = export_pages(story.client("ada"), pb.ExportSubjectRequest())
    assert list(page.kept.names) == ["Ada Lovelace"]
    assert [list(group.member_ids) for group in page.kept.groups] == [[str(story.world.people["bob"])]]
    assert [shown.output_sha256 for shown in page.kept.appearances] == [sha256(b"an output").digest()]
    assert {sealed.kind for sealed in page.kept.sealed} >= {"matching_templates", likeness_kind(Modality.FACE)}
    for kind in ("matching_templates", likeness_kind(Modality.FACE), likeness_kind(Modality.VOICE)):
        assert reference_of("ada", kind) not in page.SerializeToString()


@pytest.mark.parametrize("token", ["x", "-1", "0", "1.0", str(2**63)])
def test_a_page_token_of_nobody_is_refused(story: Story, token: str) -> None:
    with pytest.raises(RefusedError, match="FIELD_MALFORMED"):
        next(export_pages(story.client("ada"), pb.ExportSubjectRequest(page_token=token)))


def rendered(story: Story) -> tuple[bytes, str]:
    """A grant over Ada that was fetched with, and the revision of the fetch."""
    story.world.audience("ada", Audience.EVERYONE)
    grant = story.world.check("bob", "@ada waves").render_grant
    assert grant is not None
    return grant, story.world.fetched(grant, "@ada waves").token


def test_a_renderer_gets_the_provenance_of_its_render_and_it_names_nobody(story: Story) -> None:
    grant, revision = rendered(story)
    story.publish()
    studio = story.client(role="generation", service="studio")
    reply = studio.get_provenance(pb.GetProvenanceRequest(render_grant=grant, revision=revision))
    told = json.loads(reply.assertion_json)
    proof = story.receipt("ada", revision).proof
    assert told["leaves"] == [leaf_hash(proof.entry).hex()]
    assert told["history"]["tree_size"] == proof.tree_size
    assert (told["modalities"], told["use"]) == (["face"], "private")
    assert not any(str(person) in reply.assertion_json for person in story.world.people.values())
    assert reply.digital_source_type.startswith("http://cv.iptc.org/")


def test_provenance_is_for_the_holder_of_the_grant_and_of_its_own_render(story: Story) -> None:
    grant, revision = rendered(story)
    story.world.enroll("bob")
    about_bob = story.world.audience("bob", Audience.APPROVED).token
    for service, presented, token, reason in (
        ("other", grant, revision, "RENDER_GRANT_NOT_YOURS"),
        ("studio", b"forged", revision, "RENDER_GRANT_UNKNOWN"),
        ("studio", b"", revision, "FIELD_MISSING"),
        ("studio", grant, "", "FIELD_MISSING"),
        ("studio", grant, about_bob, "UNKNOWN_RECEIPT"),
    ):
        with pytest.raises(RefusedError, match=reason):
            provenance(story, service, presented, token)


def provenance(story: Story, service: str, grant: bytes, revision: str) -> pb.GetProvenanceResponse:
    client = story.client(role="generation", service=service)
    return client.get_provenance(pb.GetProvenanceRequest(render_grant=grant, revision=revision))
