"""TLS of the ports: certificate, key, and whose client certificates are believed. Changed files count at once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import grpc
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key


class TlsFilesError(Exception):
    """Certificate, key or client authorities cannot be used. For the operator, never on the wire."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files.

    Attributes:
        certificate: the server's certificate, and the certificates between it and its authority.
        key: its private key, without a password.
        client_ca: authorities of client certificates. If set, a client without such a certificate cannot connect.
    """

    certificate: Path
    key: Path
    client_ca: Path | None

    @classmethod
    def of(cls, paths: Sequence[str]) -> Self | None:
        """From the paths of certificate, key and client authorities, each empty if there is none; None: no TLS."""
        certificate, key, client_ca = paths
        return cls(Path(certificate), Path(key), Path(client_ca) if client_ca else None) if certificate else None

    def credentials(self, log: logging.Logger) -> grpc.ServerCredentials:
        """For a port. gRPC asks at each handshake whether the files changed; files that do not fit change nothing.

        Raises:
            TlsFilesError: the files cannot be used now.
        """
        following = _Following(self, log)
        return grpc.dynamic_ssl_server_credentials(
            following.first,
            following.changed,  # type: ignore[arg-type]  # None says that nothing changed; the stubs do not know
            require_client_authentication=self.client_ca is not None,
        )

    def read(self) -> grpc.ServerCertificateConfiguration:
        """The files as they are now.

        Raises:
            TlsFilesError: one cannot be read, or key and certificate do not belong together.
        """
        try:
            chain, key = self.certificate.read_bytes(), self.key.read_bytes()
            authorities = self.client_ca.read_bytes() if self.client_ca else None
            if _public(x509.load_pem_x509_certificate(chain)) != _public(load_pem_private_key(key, None)):
                raise TlsFilesError("tls_key is not the key of tls_certificate: give the pair that belongs together.")
            if authorities is not None:
                x509.load_pem_x509_certificates(authorities)
        except (OSError, ValueError, TypeError) as error:
            raise TlsFilesError(f"A TLS file cannot be used: {error}") from error
        return grpc.ssl_server_certificate_configuration([(key, chain)], authorities)

    def stamps(self) -> tuple[tuple[int, int], ...]:
        """Changes whenever a file does."""
        found = [path.stat() for path in (self.certificate, self.key, self.client_ca) if path]
        return tuple((one.st_mtime_ns, one.st_ino) for one in found)


class _Following:
    def __init__(self, files: TlsFiles, log: logging.Logger) -> None:
        self._files, self._log = files, log
        self.first = files.read()
        self._stamps = files.stamps()

    def changed(self) -> grpc.ServerCertificateConfiguration | None:
        try:
            stamps = self._files.stamps()
            if stamps == self._stamps:
                return None
            # Also when they cannot be used: the operator is told once for each change.
            self._stamps = stamps
            return self._files.read()
        except (OSError, TlsFilesError) as error:
            self._log.error("the changed TLS files are refused, the ones before still count: %s", error)
            return None


def _public(holder: x509.Certificate | PrivateKeyTypes) -> bytes:
    return holder.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
