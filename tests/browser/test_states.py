"""States of the pages that take weeks, or other people, to come about: shown from replies that a test tells."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.any_page import AnyPage

BEN, CLEO = "019a0000-0000-7000-8000-00000000000b", "019a0000-0000-7000-8000-00000000000c"
LONG = "a.very_long.handle_of_30_chars"
GRANT = {
    "grantId": "g",
    "granteeId": BEN,
    "granteeHandle": LONG,
    "modalities": ["MODALITY_FACE", "MODALITY_VOICE"],
    "uses": ["USE_PRIVATE", "USE_PUBLISH", "USE_REMIX"],
    "expireTime": "2030-01-01T00:00:00Z",
    "provider": "generator",
    "asksEachTime": True,
}
CONSENT = {
    "handle": "ada",
    "audience": "AUDIENCE_APPROVED",
    "effectiveAudience": "AUDIENCE_ONLY_ME",
    "audienceCeiling": "AUDIENCE_ONLY_ME",
    "assurance": "ASSURANCE_UPLOADED",
    "enrollmentExpireTime": "2030-01-01T00:00:00Z",
    "frozen": True,
    "state": "SUBJECT_STATE_SUSPENDED",
    "grants": [GRANT, GRANT | {"granteeId": CLEO, "granteeHandle": "", "expireTime": None}],
    "blocks": [{"actorId": CLEO, "actorHandle": "cleo"}],
    "asksEachTime": True,
}
MADE = {"requesterId": BEN, "requesterHandle": "ben", "provider": "generator", "draftTime": "2026-11-01T08:00:00Z"}
APPEARANCES = [
    MADE | {"appearanceId": "draft"},
    MADE | {"appearanceId": "shown", "publishTime": "2026-11-02T08:00:00Z"},
    MADE | {"appearanceId": "hours left", "removal": "REMOVAL_HIDDEN"},
    MADE | {"appearanceId": "overdue", "removal": "REMOVAL_DELETED"},
    MADE | {"appearanceId": "gone", "removal": "REMOVAL_DELETED"},
]
TAKEDOWNS = [
    {"orderTime": "2026-11-03T08:00:00Z", "dueTime": due, "appearance": {"appearanceId": name}}
    for name, due in (("hours left", "2100-01-01T00:00:00Z"), ("overdue", "2026-01-01T00:00:00Z"))
]
HELD = {
    "requesterId": BEN,
    "requesterHandle": "ben",
    "provider": "generator",
    "prompt": "@ada plays trumpet among zebras, " * 12,
    "modalities": ["MODALITY_FACE"],
    "use": "USE_PUBLISH",
    "expireTime": "2030-01-01T00:00:00Z",
}
HELDS = [
    HELD | {"heldRenderId": "1", "state": "HELD_RENDER_STATE_WAITING"},
    HELD | {"heldRenderId": "2", "state": "HELD_RENDER_STATE_APPROVED"},
]
ACTIVITY = [
    {
        "eventTime": "2026-11-03T08:00:00Z",
        "kind": "refused",
        "actorId": BEN,
        "actorHandle": LONG,
        "provider": "generator",
        "reason": "no_grant",
        "count": "123",
    },
    {"eventTime": "2026-11-02T08:00:00Z", "kind": "refused", "reason": "blocked", "actorId": CLEO},
]
KEPT = {
    "sealed": [{"kind": "likeness_reference.face", "createTime": "2026-11-01T08:00:00Z"}],
    "netMoves": [{"state": "moved", "sinceTime": "2026-11-01T08:00:00Z", "endTime": "2100-01-01T00:00:00Z"}],
}
REPLIES: dict[str, Any] = {
    "GetConsent": CONSENT,
    "ListAccessRequests": {"requests": [{"requesterId": CLEO, "modalities": ["MODALITY_FACE"], "uses": ["USE_AD"]}]},
    "ListGroups": {"groups": [{"name": "w" * 64, "memberIds": [BEN], "memberHandles": [LONG], "grants": [GRANT]}]},
    "ListAppearances": {"appearances": APPEARANCES},
    "ListTakedowns": {"takedowns": TAKEDOWNS},
    "ListHeldRenders": {"heldRenders": HELDS},
    "ListActivity": {"activities": ACTIVITY, "nextPageToken": "more"},
    "ExportSubject": {"kept": KEPT},
}
SHOWN = {
    "My likeness": ("Pictures of your face", "days are left", f"Stop @{LONG}", "Allow again what I allowed before"),
    "Who may use it": (
        "Nothing of this holds now",
        "Refuse …\u206000000000000c",
        "Unblock @cleo",
        "Do not ask me every time",
    ),
    "Where I appear": ("a draft, seen by its maker alone", "hours left, until", "should have done it by", "it is down"),
    "Activity": (f"@{LONG}", "123 times", "you have not allowed this person", "Show more"),
    "Waiting for my yes": ("@ben wants to make this:", "Allow it once", "allowed, not used yet"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_shows_a_full_life(studio: str, page: AnyPage, shoot: Callable[[str], None], name: str) -> None:
    replies = json.dumps({f"/{method}": json.dumps(reply) for method, reply in REPLIES.items()})
    page.before_every_page(
        f"const real = fetch, told = {replies}; window.fetch = async (path, options) => {{"
        " const key = Object.keys(told).find((end) => path.endsWith(end));"
        " return key ? new Response(told[key]) : real(path, options); };"
    )
    page.goto(studio)
    page.press("Continue as ben")
    page.press(name)
    for text in SHOWN[name]:
        page.wait_for_text(text)
    shoot(f"full-{name}")
    assert page.troubles == []
