"""What every browser's page can do, and what is made of it: wait, press, fill."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

ROOTS = "[document, document.querySelector('cameo-capture')?.shadowRoot].filter(Boolean)"
INSIDE = "(document.querySelector('cameo-capture')?.shadowRoot.querySelector('.panel').innerText ?? '')"


class PageError(AssertionError):
    """What the page, or the protocol, said went wrong."""


class ScriptedPage(ABC):
    """What is loaded and runs scripts: all that people and the steps of a story need.

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
        # Found and pressed in one go: the page may be drawn anew between two.
        self.wait_for(f"((found) => found && (found.click(), true))({finds})")

    def fill(self, selector: str, text: str) -> None:
        self.wait_for(f"Boolean(document.querySelector({json.dumps(selector)}))")
        self.run(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(text)}")


class AnyBrowser(ABC):
    """One browser with a profile of its own.

    Attributes:
        name: of the program.
        schemes: light or dark, as it can be told to show a page.
    """

    name: str
    schemes: tuple[str, ...]

    @abstractmethod
    def page(self, width: int = 390, height: int = 844) -> "AnyPage":
        """A page in a context of its own: other cookies, other storage."""


class AnyPage(ScriptedPage):
    """One page of one browser, and the window around it.

    Attributes:
        browser: that it is in.
    """

    browser: AnyBrowser

    @abstractmethod
    def load_script(self, source: str) -> None:
        """Runs a whole script, whatever the page says about scripts."""

    @abstractmethod
    def loading(self) -> AbstractContextManager[None]:
        """What is done inside ends this page; left once another one is loaded."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """The window, in CSS pixels."""

    @abstractmethod
    def scheme(self, name: str) -> None:
        """One of the schemes of the browser."""

    @abstractmethod
    def be_offline(self, *, is_offline: bool) -> None:
        """Whether requests of the page reach no network."""

    @abstractmethod
    def choose_file(self, selector: str, file: Path) -> None:
        """In a field for files, as a person does."""

    @abstractmethod
    def picture(self, file: Path, *, whole: bool = True) -> None:
        """As PNG. whole: with what is below the window."""

    @abstractmethod
    def close(self) -> None:
        """Nothing is heard of it later."""
