from cameo_service.cli.healthcheck import Tls, probed
from tests.cameo_service.rpc.identity.secure_service import SecureService

LONG_S = 60.0


def test_a_probe_needs_a_certificate_of_the_authority_and_no_identity(secure: SecureService) -> None:
    secure.server.tell_health(is_serving=True)
    stranger = Tls(secure.authority.pem, secure.authority.issue("probe.example"))
    assert probed(secure.target, LONG_S, stranger) == "SERVING"
    assert probed(secure.target, LONG_S, Tls(secure.authority.pem, None)) == "UNREACHABLE"
    assert probed(secure.target, LONG_S) == "UNREACHABLE"
