"""What npm would publish, installed into an empty project and used there."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.browser.chromium import Page
from tests.cameo_service.rpc.identity.secure_service import APP, SecureService
from tests.cameo_service.usecases.world import World

ROOT = Path(__file__).parents[2]
PACKAGES, MODULES = ROOT / "web/packages", ROOT / "web/node_modules"
DEPENDENCIES = ("@bufbuild/protobuf", "@connectrpc/connect", "@connectrpc/connect-node", "@connectrpc/connect-web")
LARGEST_CAPTURE_BYTES = 60_000
"""Compressed."""
PAGE = """<!doctype html><html lang="en"><title>x</title>
<script type="module">import { CaptureElement } from "/node_modules/@cameo/capture/dist/capture.js";
window.isDefined = customElements.get("cameo-capture") === CaptureElement;</script>
<cameo-capture session="s" token="t" socket="ws://127.0.0.1:1/record"></cameo-capture>"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both packages, from their archives; what they need comes from the lock of web/, so that nothing is fetched."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{"name": "empty", "private": true, "type": "module"}')
    archives = [_packed(name, folder) for name in ("client", "capture")]
    needed = [str(MODULES / name) for name in DEPENDENCIES]
    quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--install-links"]
    subprocess.run(["npm", "install", *quiet, *archives, *needed], cwd=folder, check=True, capture_output=True)
    return folder


def _packed(name: str, folder: Path) -> str:
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    packed = subprocess.run(command, cwd=PACKAGES / name, check=True, capture_output=True, text=True)
    return str(folder / packed.stdout.split()[-1])


def test_the_client_verifies_what_the_test_vectors_say(project: Path) -> None:
    shutil.copy(PACKAGES / "client/test/verify.test.js", project)
    environment = os.environ | {"VECTORS": str(ROOT / "proto/testvectors")}  # noqa: TID251 - of the program it starts
    ran = subprocess.run(
        ["node", "--test", "verify.test.js"], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert "# fail 0" in ran.stdout


def test_an_archive_holds_no_source_and_no_test(project: Path) -> None:
    for name in ("client", "capture"):
        installed = project / "node_modules/@cameo" / name
        assert {file.name for file in installed.iterdir()} <= {"dist", "README.md", "LICENSE", "package.json"}


def test_the_recorder_runs_on_a_page_of_its_own(project: Path, page: Page) -> None:
    (project / "index.html").write_text(PAGE)
    with _served(project) as address:
        page.goto(f"{address}/index.html")
        page.wait_for("window.isDefined")
        page.wait_for_text("Open the camera")


def test_the_recorder_is_small(project: Path) -> None:
    module = project / "node_modules/@cameo/capture/dist/capture.js"
    packed = subprocess.run(["gzip", "-c", str(module)], check=True, capture_output=True).stdout
    assert len(packed) <= LARGEST_CAPTURE_BYTES


CALL = """
import { readFileSync } from "node:fs";
import { cameoClient, grpcTransport, refusal } from "@cameo/client/node";
const [url, ca, chain, key, assertion] = process.argv.slice(2);
const tls = { ca: readFileSync(ca), cert: readFileSync(chain), key: readFileSync(key) };
const ada = cameoClient({ calls: grpcTransport(url, () => ({ assertion }), tls) });
const { handle } = await ada.consent.getConsent({});
const why = await ada.consent.unfreezeLikeness({ requestId: "x" }).then(() => "", (error) => refusal(error).reason);
console.log(handle, why);
"""


def test_the_client_calls_a_service_over_tls(project: Path, tmp_path: Path) -> None:
    world = World()
    world.person("ada")
    service = SecureService(world, tmp_path)
    try:
        shown = service.authority.issue(APP)
        for name, text in (("chain", shown.chain), ("key", shown.key)):
            (tmp_path / name).write_bytes(text)
        (project / "call.js").write_text(CALL)
        files = [str(tmp_path / name) for name in ("ca.pem", "chain", "key")]
        command = ["node", "call.js", f"https://{service.target}", *files, service.asks("ada")]
        ran = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        # An assertion that only says who asks decides nothing.
        assert ran.stdout.split() == ["ada", "TOKEN_AUDIENCE"], ran.stderr
    finally:
        service.stop()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
