"""Bad callers over the wire: each has its own code, opens nothing, and stops no other caller."""

import base64
import hashlib
import hmac
import json
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from cameo_client.connection import ASSERTION_KEY, Connection, open_tls_channel
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.services.consent import ConsentClient
from cameo_service.cli.main import app
from cameo_service.config import ServiceConfig
from cameo_service.rpc.front.first_message import Patience
from cameo_service.rpc.identity.identity import LOOK_S
from cameo_service.rpc.identity.key_sets import BELIEVED_S, BETWEEN_FETCHES_S, FRESH_S, keys_in
from tests.cameo_service.rpc.authorisation.bad_callers import BAD_CALLERS
from tests.cameo_service.rpc.authorisation.three_ports import PAGES, ThreePorts
from tests.cameo_service.rpc.front.half_open import HalfOpenCalls
from tests.cameo_service.rpc.identity.certificates import TODAY, Authority
from tests.cameo_service.rpc.identity.conftest import secure
from tests.cameo_service.rpc.identity.secure_service import APP, CALLERS, SecureService
from tests.cameo_service.rpc.identity.small_issuer import SERVICE, SmallIssuer
from tests.cameo_service.rpc.identity.test_secure_story import reason, revoked
from tests.cameo_service.usecases.world import SECOND_US
from tests.test_threat_model import ROOT, named_in

__all__ = ["secure"]

KEYS_URL = "https://id.example/keys"
AT_A_URL = CALLERS.replace('jwks_file = "people.json"', f'jwks_url = "{KEYS_URL}"')
A_CERTIFIED_APP = """
[[caller]]
id = "certified app"
role = "app_backend"
certificate = "certified.example"
people = ["issuer"]
"""
WRONG_FILES = {
    "a duplicate": (CALLERS.replace('id = "studio"', 'id = "app"'), "caller id app stands 2 times"),
    "an unknown key": (CALLERS + "quota = 7\n", "caller.3.quota"),
}


@pytest.mark.parametrize("line", BAD_CALLERS, ids=lambda line: line[0])
def test_each_line_of_the_table_names_a_test_that_exists(line: tuple[str, str, str]) -> None:
    file, _, name = line[2].partition("::")
    assert name in named_in(ROOT / file)


def test_without_a_certificate_of_the_authority_there_is_no_connection(secure: SecureService) -> None:
    expired = secure.authority.issue(APP, ends=TODAY - timedelta(days=1))
    shown = (None, expired, Authority().issue(APP))
    channels = [open_tls_channel(secure.target, secure.authority.pem, one) for one in shown]
    with ExitStack() as opened:
        for channel in (*channels, grpc.insecure_channel(secure.target)):
            assert reason(partial(revoked, secure, Connection(opened.enter_context(channel)))) == "UNAVAILABLE"
    revoked(secure, secure.connection(APP))


def _unsigned(issuer: SmallIssuer, algorithm: str) -> str:
    claims = {"iss": issuer.url, "sub": "the app", "aud": SERVICE, "iat": issuer.now_s, "exp": issuer.now_s + 60}
    return ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": algorithm, "kid": "one"}, claims))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _under_the_public_key(issuer: SmallIssuer) -> str:
    text, key = _unsigned(issuer, "HS256"), keys_in(issuer.jwks)["one"].key
    secret = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return f"{text}.{_base64(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def how_far(service: SecureService) -> int:
    """The revision of its store: it moves with every write."""
    with service.world.store.read() as snapshot:
        return snapshot.revision()


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (lambda issuer: _unsigned(issuer, "none") + ".", "TOKEN_ALGORITHM"),
        (_under_the_public_key, "TOKEN_ALGORITHM"),
        (lambda issuer: issuer.token("the app", "another service"), "TOKEN_AUDIENCE"),
        (lambda issuer: issuer.token("the app", iss="https://id.example/unknown"), "TOKEN_ISSUER"),
        (lambda issuer: issuer.token("the app", iat=issuer.now_s - 400, exp=issuer.now_s - 61), "TOKEN_EXPIRED"),
        (lambda issuer: issuer.token("the app", iat=issuer.now_s + 61), "TOKEN_FROM_THE_FUTURE"),
        (lambda issuer: issuer.token("the app", header={"kid": "other"}), "TOKEN_KEY_UNKNOWN"),
        (lambda issuer: SmallIssuer(issuer.url, issuer.now_s).token("the app"), "TOKEN_SIGNATURE"),
    ],
)
def test_a_token_that_is_not_the_callers_opens_nothing(
    secure: SecureService, token: Callable[[SmallIssuer], str], expected: str
) -> None:
    before = how_far(secure)
    wrong = secure.connection("proxy.example", token=token(secure.people))
    assert reason(lambda: revoked(secure, wrong)) == expected
    assert how_far(secure) == before
    revoked(secure, secure.connection(APP))


def test_two_assertions_say_nothing_for_certain(secure: SecureService) -> None:
    asking = (ASSERTION_KEY, secure.asks("ada"))
    twice = Connection(secure.connection(APP).channel, (asking, asking))
    assert reason(lambda: revoked(secure, twice)) == "ASSERTION_INVALID"
    revoked(secure, secure.connection(APP).acting_for(secure.asks("ada")), "once")


def test_a_studio_that_asks_takes_away_and_gives_nothing(patient: ThreePorts) -> None:
    pages = ConsentClient(patient.connection(PAGES).acting_for(patient.asks("ada")))

    def set_to(audience: Any, request_id: str) -> None:
        pages.set_audience(pb.SetAudienceRequest(audience=audience, request_id=request_id))

    set_to(terms.AUDIENCE_ONLY_ME, "narrower")
    before = patient.writes
    assert reason(lambda: set_to(terms.AUDIENCE_APPROVED, "wider")) == "DECISION_NEEDED"
    assert patient.writes == before


def _later(secure: SecureService, seconds: float) -> None:
    secure.world.clock.now_us += int(seconds * SECOND_US)


def _with_keys_at_a_url(secure: SecureService) -> None:
    secure.write(AT_A_URL + A_CERTIFIED_APP)
    _later(secure, LOOK_S)


def _reads(secure: SecureService) -> Callable[[str], str]:
    """What the app reads that shows a token alone."""
    token = secure.people.token("the app", exp=secure.now_s + 8 * 3600)
    connection = secure.connection("proxy.example", token=token)

    def read(request_id: str) -> str:
        try:
            revoked(secure, connection, request_id)
        except RefusedError as error:
            return error.reason
        return "OK"

    return read


def test_keys_out_of_reach_at_the_start_stop_their_own_issuers_callers_alone_and_until_they_are_there(
    secure: SecureService,
) -> None:
    _with_keys_at_a_url(secure)
    read = _reads(secure)
    assert read("one") == "TOKEN_KEYS_UNAVAILABLE"
    revoked(secure, secure.connection("certified.example"), "two")
    secure.published[KEYS_URL] = secure.people.jwks
    _later(secure, BETWEEN_FETCHES_S)
    # The client tries an answer of UNAVAILABLE again by itself.
    assert any(read(f"again {number}") == "OK" for number in range(60))


def test_keys_out_of_reach_later_count_for_an_hour(secure: SecureService) -> None:
    secure.published[KEYS_URL] = secure.people.jwks
    _with_keys_at_a_url(secure)
    assert _reads(secure)("one") == "OK"
    del secure.published[KEYS_URL]
    _later(secure, FRESH_S)
    assert _reads(secure)("two") == "OK"
    _later(secure, BELIEVED_S)
    assert _reads(secure)("three") == "TOKEN_KEYS_UNAVAILABLE"
    revoked(secure, secure.connection("certified.example"), "four")


@pytest.mark.parametrize(("text", "named"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_a_wrong_caller_file_changes_nothing_and_the_log_names_the_line(
    secure: SecureService, text: str, named: str, caplog: pytest.LogCaptureFixture
) -> None:
    secure.write(text)
    _later(secure, LOOK_S)
    with caplog.at_level(logging.ERROR):
        revoked(secure, secure.connection(APP))
    assert named in caplog.text


@pytest.mark.parametrize(("text", "named"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_a_service_does_not_start_on_a_wrong_caller_file_and_names_the_line(
    secure: SecureService, tmp_path: Path, text: str, named: str
) -> None:
    secure.write(text)
    ran = _serve(tmp_path, secure.folder)
    assert ran.exit_code == 2
    assert named in ran.output


def _serve(tmp_path: Path, files: Path) -> Result:
    """`cameo serve` with a new key ring and the files of a secure service."""
    runner, ring = CliRunner(), str(tmp_path / "keys" / "ring.json")
    assert runner.invoke(app, ["keys", "init", "--key-ring", ring]).exit_code == 0
    told = {
        "--data-dir": tmp_path / "served",
        "--key-ring": ring,
        "--callers": files / "callers.toml",
        "--tls-certificate": files / "server.pem",
        "--tls-key": files / "server.key",
    }
    return runner.invoke(app, ["serve", *(str(part) for option in told.items() for part in option)])


def test_a_setting_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValidationError, match="prot"):
        ServiceConfig(prot=7443)  # type: ignore[call-arg]  # what must be refused
    ran = CliRunner().invoke(app, ["serve", "--prot", "7443"])
    assert (ran.exit_code, "--prot" in ran.output) == (2, True)


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[ThreePorts]:
    running = ThreePorts(tmp_path, Patience(0.5, 0.5, 3600.0))
    yield running
    running.stop()


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[ThreePorts]:
    running = ThreePorts(tmp_path, Patience(3600.0, 3600.0, 3600.0))
    yield running
    running.stop()


EACH_PORT = (
    "/cameo.v1.ConsentService/RevokeAccess",
    "/cameo.v1.EnrollmentService/RecordEnrollment",
    "/cameo.v1.RevocationService/WatchRevocations",
)


def secured(ports: ThreePorts) -> Callable[[socket.socket], socket.socket]:
    """As a client with a certificate of the authority, whose name no caller has."""
    stranger = ports.authority.issue("stranger.example")
    chain, key = ports.folder / "stranger.pem", ports.folder / "stranger.key"
    chain.write_bytes(stranger.chain)
    key.write_bytes(stranger.key)
    context = ssl.create_default_context(cadata=ports.authority.pem.decode())
    context.load_cert_chain(chain, key)
    context.set_alpn_protocols(["h2"])
    return partial(context.wrap_socket, server_hostname="127.0.0.1")


def test_half_open_calls_and_a_byte_now_and_then_end_on_every_port(
    impatient: ThreePorts, caplog: pytest.LogCaptureFixture
) -> None:
    secure = secured(impatient)
    with ExitStack() as opened, caplog.at_level(logging.INFO):
        calls = [
            opened.enter_context(HalfOpenCalls(port, method, 200, secure))
            for port, method in zip(impatient.ports, EACH_PORT, strict=True)
        ]
        for one in calls:
            one.trickle()
        revoked(impatient, impatient.connection(APP))
        for one in calls:
            one.wait_until_all_ended()
    ended = [record.call["code"] for record in caplog.records if hasattr(record, "call")]
    assert sorted(ended) == ["OK"] + ["REQUEST_LATE"] * 600


def test_500_idle_streams_on_every_port_stop_no_other_caller(patient: ThreePorts) -> None:
    secure = secured(patient)
    with ExitStack() as opened:
        for port, method in zip(patient.ports, EACH_PORT, strict=True):
            for count in (250, 250):
                opened.enter_context(HalfOpenCalls(port, method, count, secure))
        revoked(patient, patient.connection(APP))
        for port, method in zip(patient.ports[1:], EACH_PORT[1:], strict=True):
            opened_stream: Any = patient.connection(APP, target=f"127.0.0.1:{port}").channel.stream_stream(method)
            with pytest.raises(grpc.RpcError) as caught:
                next(opened_stream(iter([b""]), timeout=60))
            failed: Any = caught.value
            assert dict(failed.trailing_metadata())["cameo-reason"] in {"FIELD_MISSING", "ROLE_NOT_ALLOWED"}
