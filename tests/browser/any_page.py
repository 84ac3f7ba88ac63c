"""What every browser's page can do, and what is made of it: wait, press, fill."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

ROOTS = "[document, document.querySelector('cameo-capture')?.shadowRoot].filter(Boolean)"
INSIDE = "(document.querySelector('cameo-capture')?.shadowRoot.querySelector('.panel').innerText ?? '')"


class PageError(AssertionError):
    """What the page, or the protocol, said went wrong."""


class AnyPage(ABC):
    """One page of one browser.

    Attributes:
        troubles: errors of scripts, and what the rules for browsers stopped.
    """

    troubles: list[str]

    @abstractmethod
    def goto(self, url: str) -> None:
        """Until it is loaded."""

    @abstractmethod
    def before_every_page(self, script: str) -> None:
        """Runs a script before those of the page."""

    @abstractmethod
    def hears(self, name: str, heard: Callable[[str], None]) -> None:
        """Gives the page a function of that name; what the page tells it is heard here, on one thread, in order."""

    @abstractmethod
    def run(self, script: str) -> Any:
        """The value of an expression; a promise is waited for."""

    @abstractmethod
    def post_script(self, script: str) -> None:
        """Runs an expression, and waits for nothing."""

    def wait_for(self, condition: str, within_s: float = 20.0) -> Any:
        """The value of an expression once it is true.

        Raises:
            PageError: it stayed false; the message holds what the page shows.
        """
        value = self.run(
            f"new Promise((done) => {{ const until = performance.now() + {within_s * 1000};"
            f" const look = () => {{ const value = ({condition});"
            " if (value || performance.now() > until) done(value); else setTimeout(look, 50); }; look(); })"
        )
        if not value:
            raise PageError(f"never true: {condition}\n{self.shown}\n{self.troubles}")
        return value

    @property
    def shown(self) -> str:
        """The text of the page, that of the recorder with it."""
        return str(self.run(f"document.body.innerText + '\\n' + {INSIDE}"))

    def wait_for_text(self, text: str, within_s: float = 20.0) -> None:
        self.wait_for(f"(document.body.innerText + {INSIDE}).includes({json.dumps(text)})", within_s)

    def press(self, label: str) -> None:
        """A button or link with this text, in the page or in the recorder, pressed once it is there."""
        finds = (
            f"{ROOTS}.flatMap((root) => [...root.querySelectorAll('button, a')])"
            f".find((found) => found.innerText.trim() === {json.dumps(label)} && !found.disabled)"
        )
        self.wait_for(f"Boolean({finds})")
        self.run(f"{finds}.click()")

    def fill(self, selector: str, text: str) -> None:
        self.wait_for(f"Boolean(document.querySelector({json.dumps(selector)}))")
        self.run(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(text)}")
