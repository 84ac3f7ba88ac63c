"""Chromium without a window, driven by its DevTools protocol over one WebSocket on this machine."""

import base64
import itertools
import json
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.browser.any_page import AnyBrowser, AnyPage, PageError

PROGRAM = "/usr/bin/chromium"
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # the tests of CI run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",  # a moving pattern and a beep, where a test brings no camera
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-port=0",
)
REPLY_S = 60.0
LONGEST_WAIT_S = 300.0


class Chromium(AnyBrowser):
    """One browser with a profile of its own.

    Args:
        folder: for the profile and the log.
        flags: beside FLAGS.
    """

    name = "chromium"
    schemes = ("light", "dark")

    def __init__(self, folder: Path, *flags: str) -> None:
        folder.mkdir(parents=True)
        self._log = (folder / "chromium.log").open("wb")
        profile = folder / "profile"
        command = [PROGRAM, *FLAGS, *flags, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=self._log)
        address = self._address()
        self._open = ExitStack()
        self._socket: ClientConnection = self._open.enter_context(connect(address, max_size=None, compression=None))
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._replies: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._listeners: dict[tuple[str, str], list[Callable[[dict[str, Any]], None]]] = {}
        self._events: queue.Queue[tuple[str, str, dict[str, Any]] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._teller = threading.Thread(target=self._tell, daemon=True)
        self._reader.start()
        self._teller.start()

    def _address(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            said = line.decode(errors="replace")
            if "DevTools listening on" in said:
                self._drainer = threading.Thread(target=self._drain, daemon=True)
                self._drainer.start()
                return said.split()[-1]
        raise PageError("Chromium ended before it listened")

    def _drain(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._log.write(line)

    def page(self, width: int = 390, height: int = 844) -> "Page":
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, target, (width, height))

    def send(self, method: str, session: str = "", within_s: float = REPLY_S, **params: Any) -> dict[str, Any]:
        """The result of a command."""
        number, replies = next(self._numbers), queue.Queue[dict[str, Any]]()
        self._replies[number] = replies
        self.post(method, session, number, **params)
        reply = replies.get(timeout=within_s)
        if "error" in reply:
            raise PageError(f"{method}: {reply['error']}")
        result: dict[str, Any] = reply["result"]
        return result

    def post(self, method: str, session: str = "", number: int = 0, **params: Any) -> None:
        """Sends a command without waiting for its result."""
        message = {"id": number or next(self._numbers), "method": method, "params": params}
        with self._lock:
            self._socket.send(json.dumps(message | ({"sessionId": session} if session else {})))

    def listen(self, session: str, event: str, heard: Callable[[dict[str, Any]], None]) -> None:
        """`heard` is called with each event of that name, on one thread, in order."""
        self._listeners.setdefault((session, event), []).append(heard)

    def _read(self) -> None:
        try:
            for text in self._socket:
                message = json.loads(text)
                if waiting := self._replies.pop(message.get("id", 0), None):
                    waiting.put(message)
                elif "method" in message:
                    self._events.put((message.get("sessionId", ""), message["method"], message["params"]))
        except ConnectionClosed:
            pass
        self._events.put(None)

    def _tell(self) -> None:
        while (event := self._events.get()) is not None:
            session, name, params = event
            for heard in self._listeners.get((session, name), ()):
                heard(params)

    def close(self) -> None:
        self._open.close()
        self._process.terminate()
        self._process.wait(30)
        self._drainer.join()
        self._reader.join()
        self._teller.join()
        assert self._process.stderr is not None
        self._process.stderr.close()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Page(AnyPage):
    """One page."""

    def __init__(self, browser: Chromium, session: str, target: str, size: tuple[int, int]) -> None:
        self.browser: Chromium = browser
        self.session, self._target = session, target
        self.troubles = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.resize(*size)
        self.listen("Runtime.exceptionThrown", lambda said: self.troubles.append(str(said["exceptionDetails"])))
        self.listen("Log.entryAdded", self._logged)

    def _logged(self, said: dict[str, Any]) -> None:
        if said["entry"]["level"] == "error":
            self.troubles.append(str(said["entry"]["text"]))

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.send("Emulation.setDeviceMetricsOverride", **size)

    def scheme(self, name: str) -> None:
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.send(method, self.session, **params)

    def post(self, method: str, **params: Any) -> None:
        self.browser.post(method, self.session, **params)

    def listen(self, event: str, heard: Callable[[dict[str, Any]], None]) -> None:
        self.browser.listen(self.session, event, heard)

    def before_every_page(self, script: str) -> None:
        self.send("Page.addScriptToEvaluateOnNewDocument", source=script)

    def goto(self, url: str) -> None:
        with self.loading():
            self.send("Page.navigate", url=url)

    @contextmanager
    def loading(self) -> Iterator[None]:
        loaded = threading.Event()
        self.listen("Page.loadEventFired", lambda _: loaded.set())
        yield
        assert loaded.wait(REPLY_S), "nothing was loaded"

    def load_script(self, source: str) -> None:
        said = self.send("Runtime.evaluate", expression=source)
        if "exceptionDetails" in said:
            raise PageError(str(said["exceptionDetails"]))

    def be_offline(self, *, is_offline: bool) -> None:
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.send("Network.emulateNetworkConditions", offline=is_offline, **speed)

    def choose_file(self, selector: str, file: Path) -> None:
        found = self.send("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")
        self.send("DOM.setFileInputFiles", files=[str(file)], objectId=found["result"]["objectId"])

    def run(self, script: str) -> Any:
        """The value of an expression; a promise is waited for."""
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True, "userGesture": True}
        said = self.browser.send("Runtime.evaluate", self.session, within_s=LONGEST_WAIT_S, **asked)
        if "exceptionDetails" in said:
            raise PageError(str(said["exceptionDetails"]))
        return said["result"].get("value")

    def post_script(self, script: str) -> None:
        self.post("Runtime.evaluate", expression=script)

    def hears(self, name: str, heard: Callable[[str], None]) -> None:
        self.send("Runtime.addBinding", name=name)
        self.listen("Runtime.bindingCalled", lambda said: heard(said["payload"]) if said["name"] == name else None)

    def picture(self, file: Path, *, whole: bool = True, quality: int = 0) -> None:
        """As PNG; as JPEG where a quality is given. whole: with what is below the window."""
        file.parent.mkdir(parents=True, exist_ok=True)
        kind = {"format": "jpeg", "quality": quality} if quality else {"format": "png"}
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=whole, **kind)
        file.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        self.browser.send("Target.closeTarget", targetId=self._target)
