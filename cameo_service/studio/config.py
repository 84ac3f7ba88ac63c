"""Settings of a studio on a network: read once, as those of a service are, from CAMEO_STUDIO_* and a TOML file."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cameo_service.addresses import is_safe_url
from cameo_service.config_sources import Kind

TOGETHER = (("certificate", "key"), ("tls_certificate", "tls_key"))


class StudioConfig(BaseSettings):
    """Settings of one running studio.

    Raises:
        pydantic.ValidationError: a setting is missing, out of range, or does not fit another one.
    """

    model_config = SettingsConfigDict(env_prefix="CAMEO_STUDIO_", frozen=True, extra="forbid")

    server: str = Field(pattern=r"^\S+:\d{1,5}$")
    """host:port of the service for unary calls; the host is what the service's certificate names."""
    streams: str = Field(pattern=r"^\S+:\d{1,5}$")
    """host:port of the service for recordings."""
    service_id: str = "studio"
    """What the service's caller file calls this studio. Decisions are bound to it."""
    authorities: Path | None = None
    """Authorities of the service's certificate, PEM; None: those that gRPC knows."""
    certificate: Path | None = None
    """The studio's own certificate chain, by which the service knows it, PEM. Or `token_file`."""
    key: Path | None = None
    """Private key of that certificate, PEM."""
    token_file: Path | None = None
    """File that holds the studio's own token (JWT). Read for every call, so that it can be renewed in place."""
    origin: str
    """Under which browsers know the studio: https://host, or http:// to this machine. No path."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port to listen on. 0 lets the system choose."""
    tls_certificate: Path | None = None
    """Certificate chain of that port, PEM."""
    tls_key: Path | None = None
    """Private key of that certificate, PEM, without a password."""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Addresses or networks of the proxies before the studio, such as ["10.0.0.0/24"]. If set, requests come from them
    alone, and say in X-Forwarded-Proto that they came encrypted. No other header of a proxy is believed."""
    issuer: str
    """The identity provider: its URL, letter for letter, as in the service's caller file."""
    ask_client: str = Field(min_length=1)
    """Id of the client of ordinary sign-ins: `ask_audience` of the caller file."""
    ask_secret: SecretStr = SecretStr("")
    """Its secret; empty for a public client."""
    decide_client: str = Field(min_length=1)
    """Id of the client of decisions: `decide_audience` of the caller file."""
    decide_secret: SecretStr = SecretStr("")
    """Its secret; empty for a public client."""
    acr: str = ""
    """How strongly a person signs in to decide (`acr_values`); empty: as the provider likes."""

    @field_validator("origin")
    @classmethod
    def _is_an_origin(cls, origin: str) -> str:
        parts = urlsplit(origin)
        if not is_safe_url(origin) or origin != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
            raise ValueError("https://host or https://host:port, without a path; http:// to this machine alone")
        return origin

    @field_validator("issuer")
    @classmethod
    def _is_reached_encrypted(cls, issuer: str) -> str:
        if not is_safe_url(issuer):
            raise ValueError("https://host/path, or http:// to this machine")
        return issuer

    @model_validator(mode="after")
    def _comes_whole(self) -> Self:
        for pair in TOGETHER:
            missing = [name for name in pair if getattr(self, name) is None]
            if len(missing) == 1:
                raise ValueError(f"set {missing[0]}: {' and '.join(pair)} go together")
        if self.certificate is None and self.token_file is None:
            raise ValueError("set certificate and key, or token_file: the service must know the studio by something")
        if self.ask_client == self.decide_client:
            raise ValueError("ask_client and decide_client differ: what is carried to ask must not decide")
        return self

    @model_validator(mode="after")
    def _is_reached_encrypted_itself(self) -> Self:
        is_encrypted = self.origin.startswith("https://")
        if is_encrypted and self.tls_certificate is None and not self.proxies:
            raise ValueError("set tls_certificate and tls_key, or proxies: browsers come encrypted to one of them")
        if not is_encrypted and self.tls_certificate is not None:
            raise ValueError("set origin to https://...: the studio has a certificate")
        return self


STUDIO = Kind(StudioConfig, "CAMEO_STUDIO_", ("ask_secret", "decide_secret"))
