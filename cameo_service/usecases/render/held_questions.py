"""What was said to one very render, as facts; and the question, where somebody must be asked and was not yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction
from cameo_service.usecases.render.mention_facts import Named
from consent.facts import RenderRequest, SubjectFacts
from consent.held_render import Ask, is_unasked, question, standing_of, with_answers, without_room
from consent.identity import SubjectId
from consent.verdict import Held

Waiting: TypeAlias = Mapping[SubjectId, tuple[SubjectFacts, Held]]
"""Everybody a prompt waits for, as the decision saw them."""


@dataclass(frozen=True, slots=True)
class HeldPrompt:
    """What is asked about. `prompt` is kept only while somebody has to read it."""

    asked: RenderRequest
    ask: Ask
    prompt: str


def answered(
    snapshot: Snapshot, people: Mapping[Named, SubjectFacts], held: HeldPrompt, now_us: int
) -> dict[Named, SubjectFacts]:
    """The facts with what was said to exactly this render, and with a no where one more question is too many."""
    rows = snapshot.held.under(held.ask.digest(), [facts.subject for facts in people.values()])
    said = {name: with_answers(facts, rows.get(facts.subject), now_us) for name, facts in people.items()}
    for name, facts in people.items():
        if said[name] == facts:
            said[name] = without_room(facts, snapshot.held.asked_before(facts.subject, held.ask.requester, now_us))
    return said


def put_questions(store: Store, held: HeldPrompt, waiting: Waiting, now_us: int) -> None:
    """Asks everybody who was not asked yet; asking again while an answer is missing changes nothing."""
    if not any(is_unasked(facts, decision) for facts, decision in waiting.values()):
        return
    with store.write() as transaction:
        fresh = _fresh(transaction, held, waiting, now_us)
        for subject, (facts, decision) in waiting.items():
            now = fresh.get(subject)
            # Whoever blocked, froze or answered since is not bothered: the next check reads what became of it.
            if now and standing_of(now) == standing_of(facts) and is_unasked(now, decision):
                _put(transaction, held, (now, decision), now_us)


def _fresh(transaction: Transaction, held: HeldPrompt, waiting: Waiting, now_us: int) -> dict[SubjectId, SubjectFacts]:
    facts = transaction.facts.of(list(waiting), held.ask.requester, held.ask.provider, now_us)
    return answered(transaction, facts, held, now_us)


def _put(transaction: Transaction, held: HeldPrompt, waits: tuple[SubjectFacts, Held], now_us: int) -> None:
    facts, decision = waits
    transaction.held.put(question(facts, decision, held.ask, (held.prompt, held.asked), now_us))
    reason = " and ".join(sorted(decision.waits_for))
    row = ActivityRow(
        facts.subject,
        transaction.next_revision(),
        now_us,
        ActivityKind.RENDER_HELD,
        held.ask.requester,
        held.ask.provider,
        reason,
        1,
    )
    transaction.activity.record(row)
