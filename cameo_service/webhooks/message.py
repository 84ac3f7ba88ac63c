"""One event as it is posted: the headers and signature of Standard Webhooks with Ed25519 keys, and the HTTP request.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, asymmetric signatures: the
id, the time and the body, joined by dots, are signed. The same keys sign render grants, over bytes that start
differently, so neither can pass for the other.
"""

import base64
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from cameo_service.observing import Observer
from cameo_service.usecases.ports.events import EventRow


class Signer(Protocol):
    """The key that signs webhooks: the current signing key of render grants, listed by GetVerificationKeys."""

    key_id: str

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""


SIGNATURE_SCHEME = "v1a"
"""Ed25519 in Standard Webhooks."""


@dataclass(frozen=True, slots=True)
class Message:
    """One HTTP message. event_id: the same at each delivery, so receivers can drop repeated events."""

    event_id: str
    headers: dict[str, str]
    body: bytes


def message_of(event_id: str, row: EventRow, key_id: str, sign: Callable[[bytes], bytes], now_s: int) -> Message:
    """The event as a message signed now. Receivers refuse signatures older than five minutes, so every attempt signs
    anew.
    """
    body = json.dumps(
        {
            "type": row.kind,
            "timestamp": row.at_us // 1_000_000,
            "data": {
                "owner_id": str(row.owner),
                "actor_id": str(row.actor) if row.actor else None,
                "provider": row.provider or None,
                **_details(row),
            },
        },
        separators=(",", ":"),
    ).encode()
    signature = base64.b64encode(sign(signed_bytes(event_id, now_s, body))).decode("ascii")
    headers = {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(now_s),
        "webhook-signature": f"{SIGNATURE_SCHEME},{signature}",
        "cameo-key-id": key_id,
    }
    return Message(event_id, headers, body)


def _details(row: EventRow) -> dict[str, str | int]:
    """Fields of some kinds only; names as in ListEvents, times in seconds, hashes in hexadecimal."""
    said = {
        "grant_id": row.grant_id and str(row.grant_id),
        "takedown_id": row.takedown_id and str(row.takedown_id),
        "output_sha256": row.output_sha256 and row.output_sha256.hex(),
        "removal": row.removal,
        "due_time": row.due_us and row.due_us // 1_000_000,
        "count": row.count,
    }
    return {name: value for name, value in said.items() if value}


def signed_bytes(event_id: str, now_s: int, body: bytes) -> bytes:
    """The signed bytes."""
    return f"{event_id}.{now_s}.".encode() + body


POST_TIMEOUT_S = 10.0


class NotDeliveredError(Exception):
    """The app did not accept the message: no reply, or a status other than 2xx."""


def post(url: str, message: Message) -> None:
    """Posts a message once; follows no redirect.

    Raises:
        NotDeliveredError: the app did not accept it.
    """
    parts = urlsplit(url)
    kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
    connection = kinds[parts.scheme](parts.hostname or "", parts.port, timeout=POST_TIMEOUT_S)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=message.body, headers=message.headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotDeliveredError(type(error).__name__) from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotDeliveredError(f"status {status}")


def deliver_to(url: str, observer: Observer, message: Message) -> None:
    """Posts a message once, with the headers that name its trace, if it has one. They are not signed.

    Raises:
        NotDeliveredError: the app did not accept it.
    """
    with observer.sending("webhook") as headers:
        post(url, replace(message, headers={**message.headers, **headers}))
