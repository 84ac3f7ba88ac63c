"""Consent and render services on a real port, over the use cases of a World in memory."""

import logging
from dataclasses import replace
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_client.access_client import AccessClient
from cameo_client.appearance_client import AppearanceClient
from cameo_client.connection import Connection, dev_connection, open_channel
from cameo_client.consent_client import ConsentClient
from cameo_client.delegation_client import DelegationClient
from cameo_client.dev_assertion import dev_assertion
from cameo_client.erasure_client import ErasureClient
from cameo_client.event_client import EventClient
from cameo_client.group_client import GroupClient
from cameo_client.guardian_client import GuardianClient
from cameo_client.held_render_client import HeldRenderClient
from cameo_client.operator_client import OperatorClient
from cameo_client.pb.cameo.v1.access_service_pb2_grpc import add_AccessServiceServicer_to_server
from cameo_client.pb.cameo.v1.appearance_service_pb2_grpc import add_AppearanceServiceServicer_to_server
from cameo_client.pb.cameo.v1.consent_service_pb2_grpc import add_ConsentServiceServicer_to_server
from cameo_client.pb.cameo.v1.delegation_service_pb2_grpc import add_DelegationServiceServicer_to_server
from cameo_client.pb.cameo.v1.erasure_service_pb2_grpc import add_ErasureServiceServicer_to_server
from cameo_client.pb.cameo.v1.event_service_pb2_grpc import add_EventServiceServicer_to_server
from cameo_client.pb.cameo.v1.group_service_pb2_grpc import add_GroupServiceServicer_to_server
from cameo_client.pb.cameo.v1.guardian_service_pb2_grpc import add_GuardianServiceServicer_to_server
from cameo_client.pb.cameo.v1.held_render_service_pb2_grpc import add_HeldRenderServiceServicer_to_server
from cameo_client.pb.cameo.v1.operator_service_pb2_grpc import add_OperatorServiceServicer_to_server
from cameo_client.pb.cameo.v1.removal_service_pb2_grpc import add_RemovalServiceServicer_to_server
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import add_RenderServiceServicer_to_server
from cameo_client.pb.cameo.v1.restriction_service_pb2_grpc import add_RestrictionServiceServicer_to_server
from cameo_client.pb.cameo.v1.review_service_pb2_grpc import add_ReviewServiceServicer_to_server
from cameo_client.removal_client import RemovalClient
from cameo_client.render_client import RenderClient
from cameo_client.restriction_client import RestrictionClient
from cameo_client.review_client import ReviewClient
from cameo_service.rpc.access_servicer import AccessServicer, AccessUseCases
from cameo_service.rpc.appearance_servicer import AppearanceServicer, AppearanceUseCases
from cameo_service.rpc.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.caller_source import InsecureDevCallers
from cameo_service.rpc.consent_servicer import ConsentServicer, ConsentUseCases
from cameo_service.rpc.delegation_servicer import DelegationServicer, DelegationUseCases
from cameo_service.rpc.erasure_servicer import ErasureServicer, ErasureUseCases
from cameo_service.rpc.event_servicer import EventServicer
from cameo_service.rpc.groups import GroupServicer
from cameo_service.rpc.guardian_servicer import GuardianServicer, GuardianUseCases
from cameo_service.rpc.held_render_servicer import HeldRenderServicer, HeldRenderUseCases
from cameo_service.rpc.operator_servicer import OperatorServicer, OperatorUseCases
from cameo_service.rpc.removal_servicer import RemovalServicer, RemovalUseCases
from cameo_service.rpc.render_servicer import RenderServicer, RenderUseCases
from cameo_service.rpc.restriction_servicer import RestrictionServicer, RestrictionUseCases
from cameo_service.rpc.review_servicer import ReviewServicer, ReviewUseCases
from cameo_service.rpc.server import RpcServer
from cameo_service.rpc.steps import ordered_steps
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.operator.get_erasure import GetErasure
from cameo_service.usecases.ports.outside import VerificationKey
from cameo_service.usecases.records.list_events import ListEvents
from cameo_service.usecases.render.content_labels import Classifiers
from cameo_service.usecases.render.get_verification_keys import GetVerificationKeys
from cameo_service.vault.grant_signer import EnvelopeGrantSigner, SigningKeys
from tests.cameo_service.usecases.world import World

LOG = logging.getLogger("tests.rpc")
ISSUER = "issuer"
STUDIO = "studio"


class OneKey:
    """A signing key made from a fixed seed."""

    key_id = "one"

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes(32))

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def listed(self) -> tuple[VerificationKey, ...]:
        return (VerificationKey(self.key_id, self._key.public_key().public_bytes_raw(), 0, None, None),)


class RunningService:
    """Serves `world` until stopped; `app` and `studio` call it as the two kinds of services do."""

    def __init__(self, world: World, keys: SigningKeys | None = None) -> None:
        self.world = world
        signer = EnvelopeGrantSigner(keys or OneKey())
        self._render = RenderUseCases(
            world.resolve_mentions,
            replace(world.check_prompt, signer=signer, classifiers=Classifiers(None)),
            replace(world.preflight, classifiers=Classifiers(None)),
            replace(world.fetch, signer=signer),
            replace(world.renew, signer=signer),
            replace(world.commit, signer=signer),
            GetVerificationKeys(signer),
        )
        people = FirstContact(world.store, world.clock, world.ids)
        self._assertions = InsecureDevAssertions(people, world.clock)
        source = InsecureDevCallers(self._assertions, LOG)
        numbers = count(1)
        self.server = RpcServer(
            host="127.0.0.1",
            port=0,
            threads=4,
            source=source,
            steps=ordered_steps(lambda: f"call-{next(numbers)}", world.clock, LOG, source, {}),
            add_services=self._add_services,
        )
        self.server.start()
        self.channel = open_channel(f"127.0.0.1:{self.server.port}")

    def _add_services(self, server: Any) -> None:
        world = self.world
        consent = ConsentUseCases(
            claim_handle=world.claim_handle,
            assert_age=world.assert_age,
            set_audience=world.set_audience,
            grant_access=world.grant_access,
            revoke_access=world.revoke_access,
            block_actor=world.block_actor,
            unblock_actor=world.unblock_actor,
            freeze_likeness=world.freeze,
            unfreeze_likeness=world.unfreeze,
            get_consent=world.get_consent,
            list_activity=world.list_activity,
        )
        add_ConsentServiceServicer_to_server(ConsentServicer(consent), server)  # type: ignore[no-untyped-call]
        appearances = AppearanceUseCases(
            world.list_appearances, world.act_on_appearance, world.list_takedowns, world.acknowledge
        )
        add_AppearanceServiceServicer_to_server(AppearanceServicer(appearances), server)  # type: ignore[no-untyped-call]
        restrictions = RestrictionUseCases(
            world.set_restrictions, world.get_restrictions, world.set_names, world.get_names
        )
        add_RestrictionServiceServicer_to_server(RestrictionServicer(restrictions), server)  # type: ignore[no-untyped-call]
        access = AccessUseCases(
            world.request_access, world.list_access_requests, world.answer_access, world.list_usable_likenesses
        )
        add_AccessServiceServicer_to_server(AccessServicer(access), server)  # type: ignore[no-untyped-call]
        reviews = ReviewUseCases(world.list_reviews, world.answer_review)
        add_ReviewServiceServicer_to_server(ReviewServicer(reviews), server)  # type: ignore[no-untyped-call]
        held = HeldRenderUseCases(world.set_asking, world.list_held_renders, world.answer_held_render)
        add_HeldRenderServiceServicer_to_server(HeldRenderServicer(held), server)  # type: ignore[no-untyped-call]
        add_GroupServiceServicer_to_server(GroupServicer(world.writes, world.reads), server)  # type: ignore[no-untyped-call]
        add_EventServiceServicer_to_server(EventServicer(ListEvents(world.store)), server)  # type: ignore[no-untyped-call]
        operator = OperatorUseCases(world.freeze_everything, world.suspend_subject)
        add_OperatorServiceServicer_to_server(OperatorServicer(operator), server)  # type: ignore[no-untyped-call]
        erasures = ErasureUseCases(world.erase_subject, GetErasure(world.store, OneKey()))
        add_ErasureServiceServicer_to_server(ErasureServicer(erasures), server)  # type: ignore[no-untyped-call]
        removals = RemovalUseCases(world.file_removal, world.list_removals, world.answer_removal)
        add_RemovalServiceServicer_to_server(RemovalServicer(removals), server)  # type: ignore[no-untyped-call]
        render = RenderServicer(self._render, self._assertions, InsecureDevRelationships())
        delegations = DelegationUseCases(world.name_delegate, world.list_delegations)
        add_DelegationServiceServicer_to_server(DelegationServicer(delegations), server)  # type: ignore[no-untyped-call]
        guardians = GuardianUseCases(world.become_guardian, world.list_guardianships)
        add_GuardianServiceServicer_to_server(GuardianServicer(guardians), server)  # type: ignore[no-untyped-call]
        add_RenderServiceServicer_to_server(render, server)  # type: ignore[no-untyped-call]

    def connection(self, service_id: str, role: str) -> Connection:
        return dev_connection(self.channel, service_id, role)

    def app(self, acting: str | None = None) -> ConsentClient:
        connection = self.connection("app", "app_backend")
        return ConsentClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def appearances(self, acting: str | None = None) -> AppearanceClient:
        connection = self.connection("app", "app_backend")
        return AppearanceClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def restrictions(self, acting: str | None = None) -> RestrictionClient:
        connection = self.connection("app", "app_backend")
        return RestrictionClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def access(self, acting: str | None = None) -> AccessClient:
        connection = self.connection("app", "app_backend")
        return AccessClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def held_renders(self, acting: str | None = None) -> HeldRenderClient:
        connection = self.connection("app", "app_backend")
        return HeldRenderClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def groups(self, acting: str | None = None) -> GroupClient:
        connection = self.connection("app", "app_backend")
        return GroupClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def events(self) -> EventClient:
        return EventClient(self.connection("app", "app_backend"))

    def reviews(self) -> ReviewClient:
        return ReviewClient(self.connection("operator", "operator"))

    def erasure(self, acting: str | None = None) -> ErasureClient:
        connection = self.connection("app", "app_backend")
        return ErasureClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def removals(self, role: str) -> RemovalClient:
        return RemovalClient(self.connection("app", role))

    def delegations(self, acting: str) -> DelegationClient:
        connection = self.connection("app", "app_backend")
        return DelegationClient(connection.acting_for(self.assertion(acting)))

    def guardians(self, acting: str | None = None) -> GuardianClient:
        connection = self.connection("app", "app_backend")
        return GuardianClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def operator(self) -> OperatorClient:
        return OperatorClient(self.connection("operator", "operator"))

    def studio(self) -> RenderClient:
        return RenderClient(self.connection(STUDIO, "generation"))

    def assertion(self, sub: str) -> str:
        return dev_assertion(ISSUER, sub, self.world.clock.now_us // 1_000_000 + 60)

    def stop(self) -> None:
        self.channel.close()
        self.server.stop(0)
