"""Cookies of the studio: no script reads them, no other site's form carries them, and they end with the browser."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. word: what it is for. is_encrypted: over https it is bound to this very host, and sent there alone.

    SameSite is lax, not strict: a browser comes back from an identity provider by a link of another site.
    """

    is_encrypted: bool
    word: str = ""

    @property
    def name(self) -> str:
        """With the prefix by which browsers keep other hosts from setting it."""
        name = f"cameo-{self.word}" if self.word else "cameo"
        return f"__Host-{name}" if self.is_encrypted else name

    def read(self, request: Request) -> str:
        """Its value; empty: the browser has none."""
        return request.cookies.get(self.name, "")

    def give(self, response: Response, value: str) -> None:
        """Sets it until the browser ends."""
        response.set_cookie(self.name, value, path="/", secure=self.is_encrypted, httponly=True, samesite="lax")

    def take(self, response: Response) -> None:
        """Deletes it."""
        response.delete_cookie(self.name, path="/", secure=self.is_encrypted, httponly=True, samesite="lax")
