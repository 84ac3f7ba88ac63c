"""`cameo studio` as operators start it: from settings, with a certificate of its own, before a service on a network."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cameo_service.cli.healthcheck import UNREACHABLE, probed_studio
from cameo_service.cli.main import app
from cameo_service.cli.studio.network import TokenFile, studio_of
from cameo_service.config_sources import ConfigError, read
from cameo_service.studio.config import STUDIO
from consent.terms import Audience
from tests.cameo_service.rpc.identity.served_provider import SECRETS, ServedProvider
from tests.cameo_service.studio.oidc.provider_studio import PAGES, ProviderService, Traveller
from tests.cameo_service.studio.oidc.test_provider_story import GRANT
from tests.cameo_service.studio.test_studio_config import without
from tests.cameo_service.usecases.world import World


class NetworkStudio:
    """From a settings file, over TLS."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.world = folder, World()
        self.provider = ServedProvider(lambda: self.world.clock.now_us // 1_000_000)
        self.world.person("ada", issuer=self.provider.url)
        self.world.person("bob")
        self.world.enroll("ada")
        self.world.audience("ada", Audience.APPROVED)
        self.service = ProviderService(self.provider, self.world, folder)
        for name, issued in (("shown", PAGES), ("own", "127.0.0.1")):
            made = self.service.authority.issue(issued)
            (folder / f"{name}.pem").write_bytes(made.chain)
            (folder / f"{name}.key").write_bytes(made.key)
        (folder / "decide").write_text(SECRETS["decides"])
        self.taken = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self.taken.getsockname()[1]}"
        self.provider.redirect_uri = f"https://{self.host}/signed-in"
        self.file = folder / "studio.toml"
        self.file.write_text(f"""
server = "{self.service.target}"
streams = "{self.service.target}"
service_id = "pages"
authorities = "{folder}/ca.pem"
certificate = "{folder}/shown.pem"
key = "{folder}/shown.key"
origin = "https://{self.host}"
tls_certificate = "{folder}/own.pem"
tls_key = "{folder}/own.key"
issuer = "{self.provider.url}"
ask_client = "asks"
decide_client = "decides"
""")

    def start(self) -> None:
        self._server = studio_of(read(STUDIO, self.file, {})[0], self.taken, self.world.clock)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def browser(self) -> Traveller:
        trusts = ssl.create_default_context(cadata=self.service.authority.pem.decode())
        return Traveller(self.host, f"https://{self.host}", trusts=trusts)

    def stop(self) -> None:
        self._server.stop()
        self._thread.join()
        self.service.stop()
        self.provider.stop()


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NetworkStudio]:
    monkeypatch.setenv("CAMEO_STUDIO_DECIDE_SECRET_FILE", str(tmp_path / "decide"))
    running = NetworkStudio(tmp_path)
    running.start()
    yield running
    running.stop()


def test_a_person_signs_in_over_tls_allows_and_stops(studio: NetworkStudio) -> None:
    ada = studio.browser()
    ada.signs_in()
    assert "__Host-cameo" in ada.cookies
    granted = ada.decides("ConsentService/GrantAccess", GRANT)
    assert granted.status == 200, granted.body
    stop = {"grantee": {"handle": "bob"}, "requestId": "stop"}
    assert ada.call("ConsentService/RevokeAccess", stop).said["endedGrantIds"] == [granted.said["grantId"]]


def test_a_supervisor_reads_that_it_decides(studio: NetworkStudio) -> None:
    studio.service.server.tell_health(is_serving=True)
    authorities = studio.folder / "ca.pem"
    assert probed_studio(f"https://{studio.host}", 5, authorities) == "SERVING"
    assert probed_studio(f"https://{studio.host}", 5) == UNREACHABLE
    studio.service.server.stop(0)
    assert probed_studio(f"https://{studio.host}", 5, authorities) == "NOT_SERVING"


def test_a_studio_that_is_half_configured_does_not_start_and_names_what_is_missing() -> None:
    ended = CliRunner().invoke(app, ["studio"], env={"CAMEO_STUDIO_ORIGIN": "https://studio.example"})
    assert ended.exit_code == 2
    for name in ("server", "streams", "issuer", "ask_client", "decide_client"):
        assert f"{name}: it is missing: set it" in ended.stderr


@pytest.mark.parametrize("name", ["token_file", "authorities", "tls_certificate"])
def test_a_file_that_cannot_be_read_is_named_by_its_setting(tmp_path: Path, name: str) -> None:
    for file in ("token", "public.pem", "public.key"):
        (tmp_path / file).touch()
    said = without(
        token_file=tmp_path / "token", tls_certificate=tmp_path / "public.pem", tls_key=tmp_path / "public.key"
    )
    config = read(STUDIO, None, said | {name: tmp_path / "none"})[0]
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError) as caught:
        studio_of(config, taken, World().clock)
    assert str(caught.value).startswith(f"{name}: the file cannot be read")


def test_a_token_is_read_again_and_the_one_before_counts_while_it_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("one\n")
    token = TokenFile(file)
    assert token.identity() == (("authorization", "Bearer one"),)
    file.unlink()
    assert token.identity() == (("authorization", "Bearer one"),)
    file.write_text("two")
    assert token.identity() == (("authorization", "Bearer two"),)


def test_lan_belongs_to_the_demo() -> None:
    ended = CliRunner().invoke(app, ["studio", "--lan"])
    assert (ended.exit_code, "cameo studio --demo --lan" in ended.stderr) == (2, True)


def test_a_demo_without_a_key_listens_on_this_machine_alone() -> None:
    ended = CliRunner().invoke(app, ["studio", "--demo", "--host", "192.0.2.1"])
    assert (ended.exit_code, "listens on this machine alone" in ended.stderr) == (2, True)
