"""Where files are analysed, and how a cluster is reached."""

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from cameo_service.addresses import is_loopback

_TLS_FILES = 3


class Backend(StrEnum):
    """Where a recording that comes as a file is analysed. A live one always is by the service that receives it."""

    LOCAL = "local"
    RAY = "ray"
    """On the nodes of a cluster; see docs/operate.md."""


class AnalysisSettings(BaseModel):
    """Settings of the analysis of files, such as CAMEO_ANALYSIS__BACKEND=ray."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backend: Backend = Backend.LOCAL
    address: str = Field(default="", pattern=r"^([A-Za-z0-9.-]+:[0-9]{1,5})?$")
    """host:port of the head of the cluster. This machine is one of its nodes."""
    places: int = Field(default=4, ge=1, le=1024)
    """Files that this service gives to the cluster at the same time; others wait here."""
    token: Path | None = None
    """File of the cluster's token, which every node has (`ray get-auth-token --generate`)."""
    tls_certificate: Path | None = None
    """Certificate of this node, PEM. With key and authority: everything between nodes is encrypted."""
    tls_key: Path | None = None
    tls_ca: Path | None = None
    """Authority of every node's certificate, PEM."""

    @property
    def is_cluster(self) -> bool:
        """Whether files go to a cluster."""
        return self.backend is Backend.RAY

    @property
    def tls_files(self) -> tuple[Path, ...]:
        """Those of certificate, key and authority that are set."""
        return tuple(file for file in (self.tls_certificate, self.tls_key, self.tls_ca) if file is not None)

    def require_safe(self) -> None:
        """Refuses a cluster that strangers could join, or whose nodes speak in the open.

        Raises:
            ValueError: says which setting is missing.
        """
        if not self.address:
            raise ValueError("set analysis.address to host:port of the head of the cluster")
        if self.token is None:
            raise ValueError("set analysis.token: without one, what reaches a port of the cluster runs code there")
        if 0 < len(self.tls_files) < _TLS_FILES:
            raise ValueError("analysis.tls_certificate, analysis.tls_key and analysis.tls_ca go together")
        if not self.tls_files and not is_loopback(self.address.rpartition(":")[0]):
            raise ValueError("beyond this machine set analysis.tls_certificate, analysis.tls_key and analysis.tls_ca")
