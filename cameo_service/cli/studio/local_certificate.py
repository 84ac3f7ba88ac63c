"""A certificate that stands for itself, for the demo: valid for a day, for one address."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from cameo_service.clock import Clock

CERTIFICATE, KEY = "server.pem", "server.key"


def certify(folder: Path, host: str, clock: Clock) -> bytes:
    """Writes both files into the folder, and returns the certificate, PEM. host: an address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cameo demo")])
    now = datetime.fromtimestamp(clock.utc_us() / 1e6, UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(hours=1), now + timedelta(days=1)
    )
    named = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
    # Without it, telephones take a certificate that stands for itself for no server's.
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    made = builder.add_extension(named, critical=False).add_extension(use, critical=False).sign(key, hashes.SHA256())
    certificate = made.public_bytes(Encoding.PEM)
    (folder / CERTIFICATE).write_bytes(certificate)
    place = folder / KEY
    place.touch(mode=0o600)
    place.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate
