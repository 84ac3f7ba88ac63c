"""The public keys of an issuer (JWK sets, RFC 7517), from a file or from a URL. No call waits for a URL."""

import json
import logging
import urllib.request
from collections.abc import Callable, Mapping
from threading import Lock, Thread
from typing import Protocol

import jwt

from cameo_service.clock import Clock
from cameo_service.rpc.identity.errors import TokenKeyError, TokenKeysUnavailableError

FRESH_S = 300.0
"""A set that is older is fetched again. An issuer's new key is known after this time at the latest."""
BELIEVED_S = 3600.0
"""A set that is older is used no more: an issuer that cannot be reached cannot take a key back either."""
BETWEEN_FETCHES_S = 10.0
"""Tokens with made-up key names must not make us fetch more often."""
FETCH_TIMEOUT_S = 3.0
LARGEST_SET_BYTES = 256 * 1024

Fetch = Callable[[str], bytes]
Keys = Mapping[str, jwt.PyJWK]


class KeySet(Protocol):
    """The keys of one issuer."""

    def key(self, name: str) -> jwt.PyJWK:
        """The key of this name; "": the only key there is.

        Raises:
            TokenKeyError: the issuer has no such key.
            TokenKeysUnavailableError: not known just now; the caller may try again.
        """


class UnreadableKeySetError(ValueError):
    """A text that is no set of public keys for signatures."""


def keys_in(text: bytes) -> Keys:
    """The keys of a JWK set for signatures, by name.

    Raises:
        UnreadableKeySetError: no such set, or one without a usable key.
    """
    try:
        read = jwt.PyJWKSet.from_dict(json.loads(text)).keys
    except (ValueError, TypeError, AttributeError, RecursionError, jwt.PyJWTError) as error:
        raise UnreadableKeySetError("this is no JWK set with a usable public key") from error
    found = {key.key_id or "": key for key in read if key.public_key_use in (None, "sig") and key.key_type != "oct"}
    if not found:
        raise UnreadableKeySetError("this JWK set has no public key for signatures")
    return found


def named(keys: Keys, name: str) -> jwt.PyJWK | None:
    """The key of this name; "": the only key there is; None: there is none."""
    if not name and len(keys) == 1:
        return next(iter(keys.values()))
    return keys.get(name)


class KnownKeys:
    """Keys that are at hand. known: by name; of a file, which is read again with the caller file, or fetched before."""

    def __init__(self, known: Keys) -> None:
        self.known = known

    def key(self, name: str) -> jwt.PyJWK:
        """The key of this name; "": the only key there is.

        Raises:
            TokenKeyError: there is none.
        """
        found = named(self.known, name)
        if found is None:
            raise TokenKeyError("Sign with a key of the issuer's published set.")
        return found


class FetchedKeys:
    """The keys at a URL. Fetched by a thread of their own; what is known meanwhile is used while it may be believed.

    Args:
        url: https, or http to this machine.
        fetch: gets the bytes at a URL; may raise OSError.
        clock: for the age of what is known.
        log: is told when a fetch fails.
    """

    def __init__(self, url: str, fetch: Fetch, clock: Clock, log: logging.Logger) -> None:
        self._url, self._fetch, self._clock, self._log = url, fetch, clock, log
        self._lock = Lock()
        self._keys: Keys = {}
        self._fetched_s = self._tried_s = float("-inf")
        self._is_fetching = False

    def key(self, name: str) -> jwt.PyJWK:
        """The key of this name.

        Raises:
            TokenKeyError: the issuer has none.
            TokenKeysUnavailableError: the keys are not known, or a newer set is being fetched.
        """
        now_s = self._clock.monotonic_s()
        is_believed = now_s - self._fetched_s < BELIEVED_S
        found = named(self._keys, name) if is_believed else None
        is_fetching = self._fetch_if_due(now_s) if found is None or now_s - self._fetched_s >= FRESH_S else False
        if found is not None:
            return found
        if is_fetching or not is_believed:
            raise TokenKeysUnavailableError("The keys of the issuer are being fetched: try again in a second.")
        raise TokenKeyError("Sign with a key of the issuer's published set.")

    def refresh(self) -> None:
        """Fetches the set now. A failure leaves what is known as it is."""
        self._tried_s = self._clock.monotonic_s()
        try:
            self._keys = keys_in(self._fetch(self._url))
            self._fetched_s = self._tried_s
        except (OSError, ValueError) as error:
            self._log.warning("the keys of an issuer could not be fetched (%s): check jwks_url", type(error).__name__)
        finally:
            self._is_fetching = False

    def _fetch_if_due(self, now_s: float) -> bool:
        """Whether a fetch runs now."""
        with self._lock:
            if self._is_fetching:
                return True
            if now_s - self._tried_s < BETWEEN_FETCHES_S:
                return False
            self._is_fetching = True
        Thread(target=self.refresh, name="issuer-keys", daemon=True).start()
        return True


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Keys come from where the operator said, and never by an unencrypted way round."""


def fetch(url: str) -> bytes:
    """The bytes at a URL, which the caller file has found to be https or on this machine. Follows no redirection.

    Raises:
        OSError: it could not be fetched in time, or is too large.
    """
    with urllib.request.build_opener(_NoRedirect).open(url, timeout=FETCH_TIMEOUT_S) as reply:
        text: bytes = reply.read(LARGEST_SET_BYTES + 1)
    if len(text) > LARGEST_SET_BYTES:
        raise OSError("the set of keys is too large")
    return text
