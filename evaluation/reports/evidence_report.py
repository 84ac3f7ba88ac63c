"""The evidence page of one recording: verdict, checks, and everything over time. For an operator, in a minute.

Holds measurements and exact reasons, so it stays inside; callers of the service never see it.
"""

from html import escape

from evaluation.reports.report_parts import STYLE
from evaluation.timeline_tracks import Timeline
from liveness.challenge.prompts import Challenge
from liveness.checks.result import Passed
from liveness.observations import Observations
from liveness.verdict.judge import CheckRecord, Verdict

_OWN_STYLE = """<style>
.timeline { font-size: 12px; } .timeline .name { font-weight: 600; font-size: 13px; } .timeline .none { fill: #6b7684; }
.prompt rect { fill: #e4eef6; stroke: #1b5e8c; } .sound { fill: #d5dbe3; } .timeline .curve { stroke: #b3541e; }
.word { stroke: #1b5e8c; stroke-width: 4; } .timeline circle { fill: #1b5e8c; }
.timeline .said { font-size: 10px; }
.voice { stroke: #3f7d3a; stroke-width: 4; }
.faces0 { fill: #c3cad3; } .faces1 { fill: #7fb77a; } .faces2 { fill: #c0392b; }
.passed { color: #2f6b2a; } .failed { color: #b0281a; } .retry, .inconclusive { color: #8a6100; }
</style>"""


def evidence_page(name: str, challenge: Challenge, observations: Observations, verdict: Verdict) -> str:
    """A self-contained HTML page.

    Args:
        name: what the recording is called on the page.
        challenge: what was asked.
        observations: what was measured.
        verdict: what was concluded.
    """
    outcome = escape(str(verdict.outcome))
    rows = "".join(_row(record) for record in verdict.checks)
    rows += "".join(
        f'<tr><td>{escape(check)}</td><td class="none">not run</td><td></td></tr>' for check in verdict.not_run
    )
    sound = observations.sound
    facts = [
        f"{observations.duration_s:.1f} s, {observations.width_px} x {observations.height_px} pixels",
        f"{len(observations.frame_times_s)} frames, {len(observations.frames)} analysed",
        f"{sound.net_speech_s:.1f} s of speech, {sound.snr_db:.0f} dB over the noise" if sound else "no sound",
        f"model pack {verdict.pack}, policy {verdict.policy}",
    ]
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(name)}</title>{STYLE}{_OWN_STYLE}'
        f'<h1>{escape(name)}: <span class="{outcome}">{outcome}</span></h1><p>{escape("; ".join(facts))}.</p>'
        f"<h2>Over time</h2>{Timeline(challenge, observations).svg()}"
        f"<h2>Checks</h2><table><thead><tr><th>check</th><th>result</th><th>reason</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></html>"
    )


def _row(record: CheckRecord) -> str:
    word = record.result.word
    told = "" if isinstance(record.result, Passed) else f"{record.result.reason}: {record.result.reason.help_text}"
    return f'<tr><td>{escape(record.check)}</td><td class="{word}">{word}</td><td>{escape(told)}</td></tr>'
