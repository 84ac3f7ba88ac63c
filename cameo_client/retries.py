"""Which calls are sent again by themselves when the service is not there: those that do no more the second time.

A write carries a request id, and is carried out once per id. A read changes nothing. CheckPrompt may be repeated, and
so may CommitRender. Every other call is left to its caller, who knows what a second one would mean.
"""

import json

SERVICES = [
    "Access",
    "Appearance",
    "Consent",
    "Delegation",
    "Enrollment",
    "Erasure",
    "Event",
    "Group",
    "Guardian",
    "HeldRender",
    "History",
    "Operator",
    "Removal",
    "Render",
    "Restriction",
    "Review",
]
ONCE = {"Enrollment": ("RecordEnrollment",), "Render": ("FetchIdentityBundle", "RenewGrant")}
"""A recording is one attempt; a render grant is spent once, and a renewal replaces it. A watch has no row at all."""
_AGAIN = {
    "maxAttempts": 4,
    "initialBackoff": "0.2s",
    "maxBackoff": "2s",
    "backoffMultiplier": 3,
    "retryableStatusCodes": ["UNAVAILABLE"],
}


def service_config() -> str:
    """GRPC's service config, JSON. The row of a method stands above that of its service, and has no retries."""
    once = [
        {"service": f"cameo.v1.{name}Service", "method": method} for name, methods in ONCE.items() for method in methods
    ]
    again = [{"service": f"cameo.v1.{name}Service"} for name in SERVICES]
    return json.dumps({"methodConfig": [{"name": once}, {"name": again, "retryPolicy": _AGAIN}]})
