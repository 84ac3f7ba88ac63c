"""A certificate authority for tests: certificates of servers and of calling services."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cameo_client.connection import ClientCertificate
from cameo_service.clock import SystemClock

TODAY = datetime.fromtimestamp(SystemClock().utc_us() / 1e6, UTC)
"""TLS looks at the clock of the machine, so certificates must be valid by it."""


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True)
class Authority:
    key: ec.EllipticCurvePrivateKey = field(default_factory=_key)

    @property
    def name(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])

    @property
    def pem(self) -> bytes:
        basic = x509.BasicConstraints(ca=True, path_length=None)
        made = self._builder(self.name, self.key, TODAY + timedelta(days=1)).add_extension(basic, critical=True)
        return made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def issue(self, *names: str, ends: datetime = TODAY + timedelta(days=1)) -> ClientCertificate:
        """For SPIFFE ids, DNS names or addresses."""
        key = _key()
        alternatives = x509.SubjectAlternativeName([_general(name) for name in names])
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "leaf")])
        made = self._builder(subject, key, ends).add_extension(alternatives, critical=False)
        signed = made.sign(self.key, hashes.SHA256())
        return ClientCertificate(signed.public_bytes(Encoding.PEM), _pem(key))

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, ends: datetime) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            self.name, subject, key.public_key(), x509.random_serial_number(), TODAY - timedelta(days=2), ends
        )


def _general(name: str) -> x509.GeneralName:
    if "://" in name:
        return x509.UniformResourceIdentifier(name)
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
