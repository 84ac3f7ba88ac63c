"""A studio with a provider, before a service as on a network: TLS, client certificates, a caller file."""

import http.client
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import grpc
import httpx2

from cameo_service.studio.oidc.journeys import Journeys
from cameo_service.studio.oidc.pages import ProviderPages
from cameo_service.studio.oidc.provider import Client, Provider
from cameo_service.studio.oidc.sign_in import SIGNED_IN, ProviderSignIn
from cameo_service.studio.serve import Place, StudioServer, Target, new_secret
from consent.terms import Audience
from tests.cameo_service.rpc.identity.secure_service import CALLERS, SecureService
from tests.cameo_service.rpc.identity.served_provider import SECRETS, ServedProvider
from tests.cameo_service.studio.running_studio import Answer, Browser
from tests.cameo_service.usecases.world import World

PAGES = "pages.example"


def callers(provider: ServedProvider) -> str:
    """Of the network's caller file, with the provider and the studio."""
    return f"""{CALLERS}
[[issuer]]
url = "{provider.url}"
jwks_file = "provider.json"
people = {{ ask_audience = "asks", decide_audience = "decides", binding = "nonce", most_login_age_s = 120 }}

[[caller]]
id = "pages"
role = "studio"
certificate = "{PAGES}"
people = ["{provider.url}"]
"""


class ProviderService(SecureService):
    """Ada is enrolled and an account of the provider; bob is an account of the app."""

    def __init__(
        self, provider: ServedProvider, world: World, folder: Path, servicers: tuple[object, ...] = ()
    ) -> None:
        (folder / "provider.json").write_bytes(provider.jwks)
        self.callers = callers(provider)  # type: ignore[misc]  # of this deployment alone
        super().__init__(world, folder, servicers)


class ProviderStudio:
    """servicers: stand on the service's port, too, made for its world.

    Attributes: provider, service, world: behind it. origin, host: where the studio is.
    """

    def __init__(self, folder: Path, servicers: Callable[[World], tuple[object, ...]] = lambda _: ()) -> None:
        self.world = world = World()
        self.provider = provider = ServedProvider(lambda: world.clock.now_us // 1_000_000)
        world.person("bob")
        world.person("ada", issuer=provider.url)
        world.enroll("ada")
        world.audience("ada", Audience.APPROVED)
        self.service = ProviderService(provider, world, folder, servicers(world))
        listening = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{listening.getsockname()[1]}"
        self.origin = f"http://{self.host}"
        provider.redirect_uri = f"{self.origin}{SIGNED_IN}"
        shown = self.service.authority.issue(PAGES)
        trusted = grpc.ssl_channel_credentials(self.service.authority.pem, shown.key, shown.chain)
        target = Target(self.service.target, self.service.target, "pages", tuple, trusted)
        asks, decides = (Client(name, secret) for name, secret in SECRETS.items())
        http = httpx2.AsyncClient(trust_env=False)
        reached = Provider(provider.url, provider.redirect_uri, http, world.clock)
        sign_in = ProviderSignIn(reached, asks, decides, Journeys(world.clock, new_secret), world.clock)
        self._server = StudioServer(
            target,
            Place(listening, self.origin),
            sign_in,
            world.clock,
            lambda visitors, cookie: ProviderPages(sign_in, visitors, cookie).routes(),
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def browser(self) -> "Traveller":
        return Traveller(self.host, self.origin)

    def stop(self) -> None:
        self._server.stop()
        self._thread.join()
        self.service.stop()
        self.provider.stop()


@dataclass
class Traveller(Browser):
    """A browser that goes to the provider and back."""

    def go(self, path: str) -> str:
        """Where the studio sends it: a URL of the provider."""
        answer = self.get(path)
        assert answer.status == 303, answer.body
        return answer.headers["location"]

    def at_provider(self, url: str) -> str:
        """Where the provider sends it, as a path of the studio."""
        place = urlsplit(url)
        connection = http.client.HTTPConnection(place.netloc, timeout=10)
        connection.request("GET", f"{place.path}?{place.query}")
        reply = connection.getresponse()
        reply.read()
        connection.close()
        back = urlsplit(reply.headers["location"])
        return f"{back.path}?{back.query}"

    def travel(self, path: str) -> str:
        """There and back; where it ends up."""
        return self.get(self.at_provider(self.go(path))).headers["location"]

    def signs_in(self) -> None:
        ended = self.travel("/sign-in?page=access")
        assert ended == "/#access", ended
        self.form_token = self.get("/api/me").said["formToken"]

    def decides(self, method: str, said: dict[str, Any]) -> Answer:
        """What a page does for an act that widens: asks, goes to the provider, comes back, asks again."""
        refused = self.call(method, said)
        assert refused.reason == (401, "DECISION_NEEDED")
        ended = self.travel(f"/decide?act={refused.said['act']}&page=access")
        assert ended == "/#access", ended
        return self.call(method, said)


def asked(url: str) -> dict[str, str]:
    """The parameters of an authorization request."""
    return dict(parse_qsl(urlsplit(url).query))
