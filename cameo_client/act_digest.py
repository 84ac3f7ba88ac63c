"""What a person's decision is bound to: one call of one service, byte for byte."""

import base64
import hashlib

PREFIX = b"cameo-act-v1"


def act_digest(service_id: str, method: str, request: bytes) -> str:
    """The text that the identity provider signs with a decision: 43 characters of base64url, without padding.

    A repeated request has the same bytes, its request id among them, and so the same digest: a lost reply can be asked
    for again with the same assertion. Any other call has another digest.

    Args:
        service_id: the calling service, as the service's caller file names it.
        method: full name of the method, such as `/cameo.v1.ConsentService/GrantAccess`.
        request: the message as it is sent; of a stream, its first message.
    """
    parts = (PREFIX, service_id.encode(), method.encode(), request)
    # Each part is as long as it says, so that no two calls have one spelling.
    spelled = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return base64.urlsafe_b64encode(hashlib.sha256(spelled).digest()).rstrip(b"=").decode("ascii")
