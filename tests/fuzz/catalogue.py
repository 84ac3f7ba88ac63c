"""All targets. The sizes of CI's slice were chosen so that it takes two minutes on two cores."""

from tests.fuzz.target import Target

TARGETS = (
    Target("mentions", ("consent",), 20_000, 4096),
    Target("names", ("consent",), 12_000, 512),
    Target("words", ("consent",), 12_000, 512),
    Target("assertions", ("cameo_service.rpc.front.assertions",), 20_000, 4096),
    Target("render_grants", ("cameo_client.render_grant", "cameo_client.render_grant_claims"), 20_000, 4096),
    Target(
        "page_tokens",
        (
            "cameo_service.usecases.acting.cursors",
            "cameo_service.usecases.acting.reads",
            "cameo_service.usecases.render",
        ),
        20_000,
        512,
    ),
    Target("containers", ("liveness.media", "liveness.live"), 10_000, 8192),
    # The service answers on threads of its own, whose branches come in another order each time: the fuzzer sees only
    # what the message was made of.
    Target("messages", ("tests.fuzz.targets.messages", "tests.fuzz.drawn_message"), 8_000, 512),
)
LONG_INPUTS = 100_000
"""Hostile inputs of each target in the long run."""
