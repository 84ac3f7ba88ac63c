"""What the figures should be. One line a target; the page says which are met."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """field: of the row, "value", "ratio" or "p95_ms". is_least: the bound is the least that will do, not the most."""

    what: str
    row: str
    field: str
    bound: float
    is_least: bool = False

    def standing(self, rows: Mapping[str, Row]) -> str:
        """Either "met", "missed", or "not measured"."""
        measured = rows.get(self.row, {}).get(self.field)
        if measured is None:
            return "not measured"
        is_met = measured >= self.bound if self.is_least else measured <= self.bound
        return "met" if is_met else "missed"


TARGETS = (
    Target("a check of one mention, to an empty method", "check_prompt_1_vs_empty", "ratio", 0.6, is_least=True),
    Target("a check of five mentions, to an empty method", "check_prompt_5_vs_empty", "ratio", 0.45, is_least=True),
    Target("p95 of a check of one mention, ms", "check_prompt_1_vs_empty", "p95_ms", 10),
    Target("p95 of a check of five mentions, ms", "check_prompt_5_vs_empty", "p95_ms", 10),
    Target("the same on PostgreSQL, one mention, ms", "check_prompt_1_on_postgresql_vs_empty", "p95_ms", 15),
    Target("the same on PostgreSQL, five mentions, ms", "check_prompt_5_on_postgresql_vs_empty", "p95_ms", 15),
    Target("a check among a million people, to one among 10,000", "check_1m_vs_10k", "ratio", 1.1),
    Target("the same on PostgreSQL", "check_on_postgresql_1m_vs_10k", "ratio", 1.1),
    Target("identity of a call, to one check of a signature", "identity_of_one_call_vs_signature_check", "ratio", 2),
    Target("verdict after the last byte, p50, s", "verdict_after_last_byte_p50_seconds", "value", 0.5),
    Target("verdict after the last byte, p95, s", "verdict_after_last_byte_p95_seconds", "value", 1.2),
    Target("the same for four at once, p95, s", "verdict_after_last_byte_of_4_p95_seconds", "value", 3),
    Target("CPU of a short enrollment, to decoding it", "cpu_seconds_per_enrollment", "ratio", 9),
    Target("the same with Whisper", "cpu_seconds_per_enrollment_with_whisper", "ratio", 14),
    Target("CPU of an enrollment as it is asked, to decoding it", "live_enrollment_cpu_seconds", "ratio", 9),
    Target("the same with Whisper", "live_enrollment_cpu_with_whisper_seconds", "ratio", 14),
    Target("CPU of a plain script over public nets, to ours", "peer_cpu_ratio", "ratio", 5, is_least=True),
    Target("1,000 watchers are told, p99, to a loop over epoll", "watch_1000_p99_vs_epoll", "ratio", 4),
    Target("an idle service, percent of one core", "idle_cpu_percent", "value", 0.5),
    Target("a check in a crowd, p95, to one without", "crowd_check_prompt_p95_ms", "ratio", 3),
    Target("a revocation in a crowd, p99, to its p50 without", "crowd_revoke_p99_ms", "ratio", 10),
    Target("a check beside the worst texts, p95, to one alone", "check_p95_ms_beside_worst_texts", "ratio", 2),
    Target("mentions of the worst 32 KiB, ms of CPU", "mentions_worst_32_kib", "value", 10),
    Target("names in the worst 32 KiB, ms of CPU", "names_worst_32_kib", "value", 10),
    Target("banned words in the worst 32 KiB, ms of CPU", "words_worst_32_kib", "value", 10),
    Target("all of these together, ms of CPU", "together_worst_32_kib", "value", 10),
    Target("a start until a revocation is answered, s", "restart_to_first_revoke_seconds", "value", 1),
    Target("a stop that drains, s", "drain_seconds", "value", 30),
    Target("`cameo --help`, to that of two empty commands", "cli_help_cpu_vs_empty_typer", "ratio", 1.5),
    Target("refusals told apart by their time, AUC", "reply_time_short_prompt_auc", "value", 0.55),
    Target("the same for long prompts, AUC", "reply_time_long_prompt_auc", "value", 0.55),
)
