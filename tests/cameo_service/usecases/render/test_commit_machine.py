"""Any order of acts, fetches and commits, against the independent model: what is shown, and what is ordered down.

The races that uniform steps seldom meet are rules of their own: a late publication after a revoke, and after granting
again.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from consent.commit import Stage
from consent.errors import PublicError
from consent.render_lease import LEASE_US
from consent.takedown import StopEffect
from consent.terms import Modality, Use
from tests.cameo_service.usecases.consent_machine.people import NAMES, PAIRS
from tests.cameo_service.usecases.test_state_machine import ConsentMachine
from tests.consent.oracle import may


class CommitMachine(ConsentMachine):
    """`leases`: fetched grants, until when; `narrowed`: those that an act touched; `shown`, `ordered`: what became."""

    @initialize()
    def begin(self) -> None:
        self.leases: dict[bytes, int] = {}
        self.narrowed: set[bytes] = set()
        self.shown: dict[bytes, Stage] = {}
        self.ordered: dict[bytes, StopEffect] = {}
        super().begin()

    def _die(self, envelopes: set[bytes]) -> None:
        super()._die(envelopes)
        self.narrowed |= envelopes

    def _is_released(self, envelope: bytes, prompt: str, provider: str) -> bool:
        is_released = super()._is_released(envelope, prompt, provider)
        if is_released:
            self.leases[envelope] = self.world.clock.now_us + LEASE_US
        return is_released

    def _render(self, asker: str, subject: str, use: Use) -> bytes:
        """A grant that was fetched with at once, or b"" where the model, too, says no."""
        modalities = frozenset({Modality.FACE})
        envelope = bytes(self.check(asker, subject, modalities, use, "studio", frozenset()))
        if envelope:
            self.fetch_late(envelope)
        return envelope

    @rule(target=ConsentMachine.kept, pair=PAIRS, use=st.sampled_from([Use.PRIVATE, Use.PUBLISH]))
    def begin_a_render(self, pair: tuple[str, str], use: Use) -> bytes:
        subject, asker = pair
        return self._render(asker, subject, use)

    @rule(envelope=ConsentMachine.kept, stage=st.sampled_from(Stage))
    def commit_late(self, envelope: bytes, stage: Stage) -> None:
        if envelope not in self.grants:
            return
        question, prompt, _ = self.grants[envelope]
        question.now = now_us = self.world.clock.now_us
        is_good = (
            now_us < self.leases.get(envelope, 0)
            and envelope not in self.narrowed
            and envelope not in self.ordered
            and may(self.people, question)
            and (stage is Stage.DRAFT or (envelope in self.shown and question.use is not Use.PRIVATE))
        )
        assert self._is_committed(envelope, prompt, stage, question.provider) is is_good
        if is_good and self.shown.get(envelope) is not Stage.PUBLISH:
            self.shown[envelope] = stage

    def _is_committed(
        self, envelope: bytes, prompt: str, stage: Stage, provider: str, output: bytes | None = None
    ) -> bool:
        try:
            self.world.committed(envelope, prompt, stage, output=output or envelope, service_id=provider)
        except PublicError:
            return False
        return True

    @rule(pair=PAIRS, effect=st.sampled_from(StopEffect))
    def revoke_with_effect(self, pair: tuple[str, str], effect: StopEffect) -> None:
        owner, grantee = pair
        new = self._newly_ordered(owner, grantee, effect)
        assert self.world.revoked(owner, grantee, effect).takedowns == len(new)
        self.ordered.update(dict.fromkeys(new, effect))
        someone = self.people[owner]
        someone.permissions = {key: held for key, held in someone.permissions.items() if key[0] != grantee}
        someone.shut_out.add((grantee, None))
        someone.club.discard(grantee)
        self._kill(owner, grantee)

    def _newly_ordered(self, owner: str, asker: str | None, effect: StopEffect) -> set[bytes]:
        """`asker` None: whoever made them."""
        return {
            envelope
            for envelope, stage in self.shown.items()
            if self.grants[envelope][0].subject == owner
            and asker in (None, self.grants[envelope][0].asker)
            and (effect is StopEffect.DELETE_ALL or (effect is StopEffect.HIDE_DRAFTS and stage is Stage.DRAFT))
            and self._is_new_order(envelope, effect)
        }

    def _ordered_by_erasure(self, name: str, effect: StopEffect) -> int:
        new = self._newly_ordered(name, None, effect)
        self.ordered.update(dict.fromkeys(new, effect))
        return len(new)

    def _is_new_order(self, envelope: bytes, effect: StopEffect) -> bool:
        earlier = self.ordered.get(envelope)
        return earlier is None or (earlier is StopEffect.HIDE_DRAFTS and effect is StopEffect.DELETE_ALL)

    @rule(pair=PAIRS, grants_again=st.booleans(), effect=st.sampled_from(StopEffect))
    def draft_revoke_and_publish_late(self, pair: tuple[str, str], effect: StopEffect, *, grants_again: bool) -> None:
        subject, asker = pair
        self.grant(pair, frozenset(Modality), frozenset(Use), None, None)
        envelope = self._render(asker, subject, Use.PUBLISH)
        if not envelope:
            return
        self.commit_late(envelope, Stage.DRAFT)
        self.revoke_with_effect(pair, effect)
        if grants_again:
            self.grant(pair, frozenset(Modality), frozenset(Use), None, None)
        for stage in Stage:
            self.commit_late(envelope, stage)

    @rule(target=ConsentMachine.kept, pair=PAIRS)
    def bring_back_what_was_ordered_down(self, pair: tuple[str, str]) -> bytes:
        subject, asker = pair
        self.grant(pair, frozenset(Modality), frozenset(Use), None, None)
        envelope = self._render(asker, subject, Use.PUBLISH)
        if envelope:
            question, prompt, _ = self.grants[envelope]
            for output in self.ordered:
                assert not self._is_committed(envelope, prompt, Stage.DRAFT, question.provider, output)
            self.commit_late(envelope, Stage.DRAFT)
        return envelope

    @rule(envelope=ConsentMachine.kept)
    def wait_for_the_lease_to_end_and_commit(self, envelope: bytes) -> None:
        self.world.clock.now_us += LEASE_US
        self.commit_late(envelope, Stage.DRAFT)

    @invariant()
    def everything_that_was_accepted_is_seen_by_its_subject_and_nothing_else(self) -> None:
        for name in NAMES:
            expected = sum(self.grants[envelope][0].subject == name for envelope in self.shown)
            with self.world.store.read() as snapshot:
                rows = snapshot.renders.all_appearances(self.world.people[name])
            assert len(rows) == expected
            assert sum(bool(row.removal) for row in rows) == sum(
                self.grants[envelope][0].subject == name for envelope in self.ordered
            )


CommitMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestCommits = CommitMachine.TestCase
