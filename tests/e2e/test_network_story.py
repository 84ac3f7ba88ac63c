"""A whole service without `--insecure-dev`: TLS on each port, tokens, decisions that are signed for one call."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_client.connection import open_tls_channel
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as revocation_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.services.consent import ConsentClient
from cameo_client.services.revocation import RevocationClient
from cameo_service.cli.connection import Callers
from cameo_service.cli.demo.network import Issuer, Network, SignedIdentities
from tests.e2e import acts
from tests.e2e.service_process import ServiceProcess


class NetworkService(ServiceProcess):
    """One deployment whose callers are known by their tokens."""

    def __init__(self, folder: Path, models: Path) -> None:
        super().__init__(folder, models)
        self.network = Network(folder / "network")

    @property
    def options(self) -> list[str]:
        return [option for option in super().options if option != "--insecure-dev"] + self.network.options()

    def connect(self) -> None:
        certificate = (self.folder / "network" / "server.pem").read_bytes()
        self.channels = [open_tls_channel(address, certificate) for address in self.addresses]
        identities = SignedIdentities(self.network.issuer)
        self.checks, self.streams, self.watch = (Callers(channel, identities) for channel in self.channels)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[NetworkService]:
    service = NetworkService(tmp_path_factory.mktemp("network"), models_dir)
    service.start()
    service.connect()
    yield service
    service.stop()


def refused(service: NetworkService, identities: SignedIdentities) -> str:
    callers = Callers(service.channels[0], identities)
    with pytest.raises(RefusedError) as caught:
        acts_of(callers)
    return caught.value.reason


def acts_of(callers: Callers) -> None:
    request = pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id="age")
    callers.consent("ada").assert_age(request)


def test_people_act_services_ask_and_a_generator_hears_of_revocations(network: NetworkService) -> None:
    acts.introduce(network, "ada", "ben")
    acts.claim(network, "ada")
    reply = network.checks.consent("ada").get_consent(pb.GetConsentRequest())
    assert reply.revision
    watcher = RevocationClient(network.watch.identities.service(network.watch.channel, "demo-generator", "generation"))
    whole = list(watcher.snapshot_revocations(revocation_pb.SnapshotRevocationsRequest()))
    assert whole[-1].cursor
    generator = network.checks.render("demo-generator")
    assert generator.get_verification_keys(render_pb.GetVerificationKeysRequest()).keys


def test_what_another_issuer_signs_is_nothing(network: NetworkService) -> None:
    assert refused(network, SignedIdentities(Issuer())) == "TOKEN_SIGNATURE"


def test_a_backend_alone_widens_nothing(network: NetworkService) -> None:
    backend = network.checks.identities.service(network.channels[0], "cli", "app_backend")
    with pytest.raises(RefusedError, match="NOT_THE_OWNER"):
        ConsentClient(backend).claim_handle(pb.ClaimHandleRequest(handle="eve", request_id="handle"))


def test_the_log_names_callers_and_no_token(network: NetworkService) -> None:
    assert '"service": "cli", "code": "OK"' in network.log
    assert "eyJ" not in network.log
