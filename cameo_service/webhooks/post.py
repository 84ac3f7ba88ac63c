"""One HTTP request to the app. Follows no redirect: what was configured is what is called."""

import http.client
from urllib.parse import urlsplit

from cameo_service.webhooks.message import Message

TIMEOUT_S = 10.0


class NotDeliveredError(Exception):
    """The app did not take the message: no answer, or one that is not 2xx."""


def post(url: str, message: Message) -> None:
    """Posts once.

    Raises:
        NotDeliveredError: the app did not take it.
    """
    parts = urlsplit(url)
    kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
    connection = kinds[parts.scheme](parts.hostname or "", parts.port, timeout=TIMEOUT_S)
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
