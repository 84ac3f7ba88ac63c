"""Checks, whose answer the model knows, and fetches that come late."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from consent.content_classes import ContentClass, ContentLabels
from consent.errors import PublicError
from consent.terms import Use
from consent.verdict import Outcome
from tests.cameo_service.usecases.consent_machine.access import AccessMachine
from tests.cameo_service.usecases.consent_machine.people import (
    MODALITIES,
    NAMED,
    NAMES,
    PAIRS,
    PROVIDERS,
    PeopleMachine,
)
from tests.cameo_service.usecases.consent_machine.stops import HARMLESS, POLITICAL
from tests.cameo_service.usecases.world import CLASSIFIER, SECOND_US
from tests.consent.oracle import Question, may


class RenderMachine(AccessMachine):
    """A render grant is good while the model allows it and nothing narrowed since."""

    @rule(
        target=PeopleMachine.kept,
        asker=st.sampled_from([*NAMES, None]),
        subject=NAMED,
        modalities=MODALITIES,
        use=st.sampled_from(Use),
        provider=st.sampled_from(["studio", "x"]),
        topics=st.sampled_from([HARMLESS, HARMLESS, HARMLESS, POLITICAL, None]),
    )
    def check(
        self,
        asker: str | None,
        subject: str,
        modalities: Any,
        use: Use,
        provider: str,
        topics: frozenset[ContentClass] | None,
    ) -> bytes:
        now_us = self.world.clock.now_us
        question = Question(asker, subject, modalities, use, provider, clean_media=True, topics=topics, now=now_us)
        prompt = f"@{subject} dances"
        labels = None if topics is None else ContentLabels(CLASSIFIER, topics)
        reply = self.world.check(asker, prompt, modalities=modalities, use=use, service_id=provider, labels=labels)
        assert (reply.outcome is Outcome.ALLOWED) is may(self.people, question)
        if reply.render_grant is None:
            return b""
        self.grants[reply.render_grant] = (question, prompt, self.world.clock.now_us)
        self.rests_on[reply.render_grant] = self.world.signer.signed[-1].subjects[0].grant_id
        return reply.render_grant

    @rule(envelope=PeopleMachine.kept)
    def fetch_late(self, envelope: bytes) -> None:
        if envelope not in self.grants:
            return
        question, prompt, issued_us = self.grants[envelope]
        now_us = self.world.clock.now_us
        question.now = now_us
        is_good = envelope not in self.dead and may(self.people, question) and now_us < issued_us + 300 * SECOND_US
        assert self._is_released(envelope, prompt, question.provider) is is_good
        if is_good:
            self.dead.add(envelope)

    def _is_released(self, envelope: bytes, prompt: str, provider: str) -> bool:
        try:
            self.world.fetched(envelope, prompt, service_id=provider)
        except PublicError:
            return False
        return True

    @rule(pair=PAIRS, provider=PROVIDERS, envelope=PeopleMachine.kept)
    def revoke_grant_again_and_fetch_late(self, pair: tuple[str, str], provider: str | None, envelope: bytes) -> None:
        self.revoke_and_grant_again(pair, provider)
        self.fetch_late(envelope)
