"""Firefox without a window, driven by WebDriver BiDi over one WebSocket on this machine; and the sound it needs.

Firefox starts no AudioContext without a device: a sound server of its own takes the sound and drops it.
"""

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

from tests.browser.any_page import AnyPage, PageError

PROGRAM = "/usr/bin/firefox-esr"
SOUND_SERVER = "/usr/bin/pulseaudio"
PREFERENCES = {"media.autoplay.default": 0, "media.autoplay.blocking_policy": 0}
LONGEST_WAIT_S = 300.0


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


class Firefox:
    """One browser with a profile of its own and one page.

    Args:
        folder: for the profile and the log.
        sound: address of a sound server.
    """

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
        self.heard: dict[str, Callable[[dict[str, Any]], None]] = {}
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._threads = [threading.Thread(target=does, daemon=True) for does in (self._read, self._tell, self._drain)]
        for thread in self._threads:
            thread.start()
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["script.message", "log.entryAdded"])

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

    def page(self) -> "FirefoxPage":
        return FirefoxPage(self, str(self.send("browsingContext.create", type="tab")["context"]))

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
            if heard := self.heard.get(event["method"]):
                heard(event["params"])

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
    """One tab."""

    def __init__(self, browser: Firefox, context: str) -> None:
        self._browser, self._context = browser, context
        self._channels: dict[str, Callable[[str], None]] = {}
        self.troubles = []
        browser.heard["script.message"] = lambda said: self._channels[said["channel"]](said["data"]["value"])
        browser.heard["log.entryAdded"] = self._logged

    def _logged(self, said: dict[str, Any]) -> None:
        if said["level"] == "error":
            self.troubles.append(str(said["text"]))

    def goto(self, url: str) -> None:
        self._browser.send("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def before_every_page(self, script: str) -> None:
        self._browser.send(
            "script.addPreloadScript", functionDeclaration=f"() => {{ {script} }}", contexts=[self._context]
        )

    def hears(self, name: str, heard: Callable[[str], None]) -> None:
        self._channels[name] = heard
        self._browser.send(
            "script.addPreloadScript",
            functionDeclaration=f"(tell) => {{ window.{name} = tell; }}",
            arguments=[{"type": "channel", "value": {"channel": name}}],
            contexts=[self._context],
        )

    def run(self, script: str) -> Any:
        said = self._browser.send("script.evaluate", **self._asked(f"JSON.stringify((await ({script})) ?? null)"))
        if said["type"] == "exception":
            raise PageError(str(said["exceptionDetails"]["text"]))
        return json.loads(said["result"]["value"])

    def post_script(self, script: str) -> None:
        self._browser.post("script.evaluate", **self._asked(f"void {script}"))

    def _asked(self, script: str) -> dict[str, Any]:
        expression = f"(async () => {script})()"
        return {
            "expression": expression,
            "target": {"context": self._context},
            "awaitPromise": True,
            "userActivation": True,
        }
