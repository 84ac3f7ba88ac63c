"""`cameo studio` before a service on a network: settings, who the studio is, and whose people sign in."""

import socket
from contextlib import suppress
from pathlib import Path

import grpc
import httpx2
from rich.console import Console

from cameo_service.cli.settings import EXIT_BAD_CONFIG
from cameo_service.cli.studio.listening import listening, run
from cameo_service.cli.terminal import refuse
from cameo_service.clock import Clock, SystemClock
from cameo_service.config_sources import ConfigError, read
from cameo_service.studio.config import STUDIO, StudioConfig
from cameo_service.studio.oidc.journeys import Journeys
from cameo_service.studio.oidc.pages import ProviderPages
from cameo_service.studio.oidc.provider import Client, Provider
from cameo_service.studio.oidc.sign_in import SIGNED_IN, ProviderSignIn
from cameo_service.studio.serve import Place, StudioServer, Target, new_secret
from cameo_service.studio.upstream import Metadata


def serve_network(file: Path | None, host: str | None, port: int | None) -> None:
    """Serves until the process is told to stop. file: TOML of settings. host, port: None: as the settings say."""
    try:
        config, _, unknown = read(STUDIO, file, {"host": host, "port": port})
        for name in unknown:
            Console(stderr=True).print(f"{name} is no setting of a studio", style="yellow", markup=False)
        with listening(config.host, config.port) as taken:
            run(studio_of(config, taken, SystemClock()), config.origin)
    except ConfigError as error:
        refuse(f"{error}\ndocs/operate.md lists the settings; `cameo studio --demo` needs none.", EXIT_BAD_CONFIG)


def studio_of(config: StudioConfig, taken: socket.socket, clock: Clock) -> StudioServer:
    """The studio that these settings describe, on a socket that listens.

    Raises:
        ConfigError: a file that they name cannot be read.
    """
    http = httpx2.AsyncClient(trust_env=False)
    provider = Provider(config.issuer, config.origin + SIGNED_IN, http, clock)
    asks = Client(config.ask_client, config.ask_secret.get_secret_value())
    decides = Client(config.decide_client, config.decide_secret.get_secret_value())
    sign_in = ProviderSignIn(provider, asks, decides, Journeys(clock, new_secret), clock, config.acr)
    for name in ("tls_certificate", "tls_key"):
        _read(name, getattr(config, name))
    place = Place(taken, config.origin, config.tls_certificate, config.tls_key, config.proxies)
    return StudioServer(
        _target(config),
        place,
        sign_in,
        clock,
        lambda visitors, cookie: ProviderPages(sign_in, visitors, cookie).routes(),
    )


class TokenFile:
    """The studio's own token, read for every call. While the file is being replaced, the one before counts.

    path: of the file.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._token = path, ""

    def identity(self) -> Metadata:
        """What goes along with a call."""
        with suppress(OSError):
            self._token = self._path.read_text(encoding="utf-8").strip() or self._token
        return (("authorization", f"Bearer {self._token}"),)


def _target(config: StudioConfig) -> Target:
    """The service.

    Raises:
        ConfigError: a file cannot be read.
    """
    authorities = _read("authorities", config.authorities)
    chain, key = _read("certificate", config.certificate), _read("key", config.key)
    credentials = grpc.ssl_channel_credentials(authorities, key, chain)
    _read("token_file", config.token_file)
    identity = TokenFile(config.token_file).identity if config.token_file else tuple
    return Target(config.server, config.streams, config.service_id, identity, credentials)


def _read(setting: str, path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise ConfigError((setting, f"the file cannot be read ({error.strerror}): name another one")) from None
