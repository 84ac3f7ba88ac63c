"""Every kind of caller that is refused before any use case runs: what it reads, and the test that sends it."""

_HERE = "tests/cameo_service/rpc/authorisation/test_bad_callers.py::"
_STORY = "tests/cameo_service/rpc/identity/test_secure_story.py::"
_TOKENS = _HERE + "test_a_token_that_is_not_the_callers_opens_nothing"
_DECISION = _STORY + "test_a_decision_counts_for_its_own_call_alone"
_NAMES = _STORY + "test_a_token_opens_what_its_certificate_does"
_MATRIX = (
    "tests/cameo_service/rpc/authorisation/test_matrix.py::"
    "test_each_caller_with_each_assertion_comes_to_what_the_rules_say"
)
_SLOW = (
    "tests/cameo_service/rpc/authorisation/test_slow_bytes.py::"
    "test_a_byte_every_five_seconds_keeps_no_call_open_on_any_port"
)
_NO_CONNECTION = _HERE + "test_without_a_certificate_of_the_authority_there_is_no_connection"

BAD_CALLERS = (
    ("no certificate, where authorities of clients are set", "no connection", _NO_CONNECTION),
    ("a certificate that is over", "no connection", _NO_CONNECTION),
    ("a certificate of another authority", "no connection", _NO_CONNECTION),
    ("no TLS", "no connection", _NO_CONNECTION),
    (
        "a certificate whose names no caller has",
        "`CALLER_UNKNOWN`",
        _NAMES,
    ),
    ("a token that is not signed (`none`)", "`TOKEN_ALGORITHM`", _TOKENS),
    ("a token signed with HS256 under the public key", "`TOKEN_ALGORITHM`", _TOKENS),
    ("a token for another audience", "`TOKEN_AUDIENCE`", _TOKENS),
    ("a token of another issuer", "`TOKEN_ISSUER`", _TOKENS),
    ("a token that is over", "`TOKEN_EXPIRED`", _TOKENS),
    ("a token from the future", "`TOKEN_FROM_THE_FUTURE`", _TOKENS),
    ("a token with an unknown `kid`", "`TOKEN_KEY_UNKNOWN`", _TOKENS),
    ("a token with another key's signature", "`TOKEN_SIGNATURE`", _TOKENS),
    (
        "a token while the issuer's keys cannot be reached at the start",
        "`TOKEN_KEYS_UNAVAILABLE`",
        _HERE + "test_keys_out_of_reach_at_the_start_stop_their_own_issuers_callers_alone_and_until_they_are_there",
    ),
    (
        "a token when they have been out of reach for an hour",
        "`TOKEN_KEYS_UNAVAILABLE`",
        _HERE + "test_keys_out_of_reach_later_count_for_an_hour",
    ),
    ("a decision for another act", "`ASSERTION_NOT_FOR_THIS_ACT`", _DECISION),
    ("a decision with another body", "`ASSERTION_NOT_FOR_THIS_ACT`", _DECISION),
    ("a decision of another person", "`NOT_THE_OWNER`", _MATRIX),
    (
        "a decision that is sent again",
        "its first reply",
        _STORY + "test_a_replayed_decision_repeats_the_first_reply_and_opens_nothing_again",
    ),
    (
        "a caller file with a duplicate or an unknown key, at the start",
        "exit code 2, and the line",
        _HERE + "test_a_service_does_not_start_on_a_wrong_caller_file_and_names_the_line",
    ),
    (
        "a caller file with a duplicate or an unknown key, later",
        "nothing: the one before counts",
        _HERE + "test_a_wrong_caller_file_changes_nothing_and_the_log_names_the_line",
    ),
    (
        "an unknown setting",
        "exit code 2, and its name",
        _HERE + "test_a_setting_that_does_not_exist_is_named",
    ),
    (
        "a certificate with the names of two callers, or two tokens",
        "`CALLER_AMBIGUOUS`",
        _STORY + "test_a_certificate_with_two_names_and_a_call_with_two_tokens_open_nothing",
    ),
    ("two assertions", "`ASSERTION_INVALID`", _HERE + "test_two_assertions_say_nothing_for_certain"),
    (
        "at a studio, an assertion that says who asks, with a value that gives more",
        "`DECISION_NEEDED`",
        _HERE + "test_a_studio_that_asks_takes_away_and_gives_nothing",
    ),
    (
        "a byte every five seconds, on every port",
        "`REQUEST_LATE`",
        _SLOW,
    ),
    (
        "200 half-open calls on every port, and a byte now and then",
        "`REQUEST_LATE`",
        _HERE + "test_half_open_calls_and_a_byte_now_and_then_end_on_every_port",
    ),
    (
        "500 streams on every port that say nothing",
        "`REQUEST_LATE`",
        _HERE + "test_500_idle_streams_on_every_port_stop_no_other_caller",
    ),
)
"""What comes, what it reads, and the test: the lines of docs/authorisation.md."""
