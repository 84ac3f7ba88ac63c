"""Firefox without a window, driven by WebDriver BiDi over one WebSocket on this machine; and the sound it needs.

Firefox starts no AudioContext without a device: a sound server of its own takes the sound and drops it.
"""

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

PROGRAM = "/usr/bin/firefox-esr"
SOUND_SERVER = "/usr/bin/pulseaudio"
PREFERENCES = {
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    # A moving pattern and a tone, where a test brings no camera.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    # Several pages are looked at, at once.
    "dom.min_background_timeout_value": 4,
    "dom.timeout.enable_budget_timer_throttling": False,
    # A reply is text, not a page of the browser's own.
    "devtools.jsonview.enabled": False,
    # No protocol sets it for a page.
    "layout.css.prefers-color-scheme.content-override": 1,
}
STOPPED = "stopped"
"""The channel by which a page tells what its rules stopped."""
LONGEST_WAIT_S = 300.0
LOAD_S = 60.0


@contextmanager
def silent_sound(folder: Path) -> Iterator[str]:
    """A sound server with a null sink of 48 kHz, the rate of the recorder. Yields its address."""
    folder.mkdir()
    address = folder / "native"
    modules = ["module-null-sink rate=48000", f"module-native-protocol-unix socket={address} auth-anonymous=1"]
    command = [SOUND_SERVER, "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes"]
    places = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PATH": "/usr/bin"}
    with (folder / "sound.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *(f"--load={module}" for module in modules)], env=places, stdout=log, stderr=log
        )
    try:
        yield f"unix:{address}"
    finally:
        process.terminate()
        process.wait(30)


class Firefox(AnyBrowser):
    """One browser with a profile of its own.

    Args:
        folder: for the profile and the log.
        sound: address of a sound server.
    """

    name = "firefox"
    schemes = ("light",)

    def __init__(self, folder: Path, sound: str) -> None:
        profile = folder / "profile"
        profile.mkdir(parents=True)
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        self._log = (folder / "firefox.log").open("wb")
        command = [PROGRAM, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(profile)]
        places = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "PULSE_SERVER": sound}
        self._process = subprocess.Popen(command, env=places, stderr=subprocess.PIPE, stdout=self._log)
        address = self._address()
        self._open = ExitStack()
        self._socket: ClientConnection = self._open.enter_context(
            connect(f"{address}/session", max_size=None, compression=None)
        )
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._replies: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._pages: dict[str, FirefoxPage] = {}
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._threads = [threading.Thread(target=does, daemon=True) for does in (self._read, self._tell, self._drain)]
        for thread in self._threads:
            thread.start()
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=list(HEARD))

    def _address(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if b"WebDriver BiDi listening on" in line:
                return line.decode().split()[-1]
        raise PageError("Firefox ended before it listened")

    def _drain(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._log.write(line)

    def page(self, width: int = 390, height: int = 844) -> "FirefoxPage":
        user = self.send("browser.createUserContext")["userContext"]
        # In a window of its own: what lies behind another tab is not painted, nor filmed.
        context = str(self.send("browsingContext.create", type="window", userContext=user)["context"])
        opened = self._pages[context] = FirefoxPage(self, context, user)
        opened.begin(width, height)
        return opened

    def forget(self, context: str) -> None:
        """What this page still says is heard by nothing."""
        self._pages.pop(context, None)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command."""
        number, replies = next(self._numbers), queue.Queue[dict[str, Any]]()
        self._replies[number] = replies
        self.post(method, number, **params)
        reply = replies.get(timeout=LONGEST_WAIT_S)
        if reply["type"] == "error":
            raise PageError(f"{method}: {reply['error']}: {reply['message']}")
        result: dict[str, Any] = reply["result"]
        return result

    def post(self, method: str, number: int = 0, **params: Any) -> None:
        """Sends a command without waiting for its result."""
        message = {"id": number or next(self._numbers), "method": method, "params": params}
        with self._lock:
            self._socket.send(json.dumps(message))

    def _read(self) -> None:
        try:
            for text in self._socket:
                message = json.loads(text)
                if waiting := self._replies.pop(message.get("id") or 0, None):
                    waiting.put(message)
                elif message["type"] == "event":
                    self._events.put(message)
        except ConnectionClosed:
            pass
        self._events.put(None)

    def _tell(self) -> None:
        while (event := self._events.get()) is not None:
            said = event["params"]
            if page := self._pages.get(said.get("context") or said["source"]["context"]):
                HEARD[event["method"]](page, said)

    def close(self) -> None:
        self._open.close()
        self._process.terminate()
        self._process.wait(60)
        for thread in self._threads:
            thread.join()
        assert self._process.stderr is not None
        self._process.stderr.close()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class FirefoxPage(AnyPage):
    """One window with one page."""

    def __init__(self, browser: Firefox, context: str, user: str) -> None:
        self.browser: Firefox = browser
        self._context, self._user = context, user
        self._channels: dict[str, Callable[[str], None]] = {}
        self._loads: list[threading.Event] = []
        self.troubles = []

    def begin(self, width: int, height: int) -> None:
        """Once the browser tells the page what is said about it."""
        self.resize(width, height)
        self.hears(STOPPED, self.troubles.append)
        self.before_every_page(
            "document.addEventListener('securitypolicyviolation',"
            f" (rule) => {STOPPED}(`${{rule.violatedDirective}} stopped ${{rule.blockedURI}}`))"
        )

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.send(f"browsingContext.{method}", context=self._context, **params)

    def said(self, said: dict[str, Any]) -> None:
        """By a function of the page."""
        self._channels[said["channel"]](said["data"]["value"])

    def logged(self, said: dict[str, Any]) -> None:
        """In the console."""
        if said["level"] == "error":
            self.troubles.append(str(said["text"]))

    def loaded(self, _said: dict[str, Any]) -> None:
        """Another page, whole."""
        for waiting in self._loads:
            waiting.set()

    def goto(self, url: str) -> None:
        self._send("navigate", url=url, wait="complete")

    @contextmanager
    def loading(self) -> Iterator[None]:
        loaded = threading.Event()
        self._loads.append(loaded)
        yield
        assert loaded.wait(LOAD_S), "nothing was loaded"
        self._loads.remove(loaded)

    def resize(self, width: int, height: int) -> None:
        self._send("setViewport", viewport={"width": width, "height": height})

    def scheme(self, name: str) -> None:
        assert name in self.browser.schemes

    def be_offline(self, *, is_offline: bool) -> None:
        conditions = {"type": "offline"} if is_offline else None
        self.browser.send("emulation.setNetworkConditions", contexts=[self._context], networkConditions=conditions)

    def choose_file(self, selector: str, file: Path) -> None:
        found = self._send("locateNodes", locator={"type": "css", "value": selector})["nodes"][0]
        node = {"sharedId": found["sharedId"]}
        self.browser.send("input.setFiles", context=self._context, element=node, files=[str(file)])

    def picture(self, file: Path, *, whole: bool = True) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        shot = self._send("captureScreenshot", origin="document" if whole else "viewport")
        file.write_bytes(base64.b64decode(shot["data"]))

    def before_every_page(self, script: str) -> None:
        self.browser.send(
            "script.addPreloadScript", functionDeclaration=f"() => {{ {script} }}", contexts=[self._context]
        )

    def hears(self, name: str, heard: Callable[[str], None]) -> None:
        self._channels[name] = heard
        self.browser.send(
            "script.addPreloadScript",
            functionDeclaration=f"(tell) => {{ window.{name} = tell; }}",
            arguments=[{"type": "channel", "value": {"channel": name}}],
            contexts=[self._context],
        )

    def run(self, script: str) -> Any:
        said = self._evaluated(f"(async () => JSON.stringify((await ({script})) ?? null))()")
        return json.loads(said["value"])

    def load_script(self, source: str) -> None:
        self._evaluated(source)

    def _evaluated(self, expression: str) -> dict[str, Any]:
        said = self.browser.send("script.evaluate", **self._asked(expression))
        if said["type"] == "exception":
            raise PageError(str(said["exceptionDetails"]["text"]))
        result: dict[str, Any] = said["result"]
        return result

    def post_script(self, script: str) -> None:
        self.browser.post("script.evaluate", **self._asked(script))

    def _asked(self, expression: str) -> dict[str, Any]:
        return {
            "expression": expression,
            "target": {"context": self._context},
            "awaitPromise": True,
            "userActivation": True,
        }

    def close(self) -> None:
        self._send("close")
        self.browser.forget(self._context)
        self.browser.send("browser.removeUserContext", userContext=self._user)


HEARD: dict[str, Callable[[FirefoxPage, dict[str, Any]], None]] = {
    "script.message": FirefoxPage.said,
    "log.entryAdded": FirefoxPage.logged,
    "browsingContext.load": FirefoxPage.loaded,
}
"""What the browser is asked to tell, and what the page does with it."""
