"""Any order of questions, answers and narrowing acts, against a model that remembers a word for each question.

Uniform steps seldom come as far as a second fetch on one yes, or a fetch after its end: these are rules of their own.
"""

from collections.abc import Callable
from math import inf

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from cameo_service.usecases.render.claims import prompt_sha256
from cameo_service.usecases.render.held import HeldRenderUnknownError
from consent.errors import PublicError
from consent.held_render import QUESTION_WAITS_US, YES_GOOD_FOR_US, Ask
from consent.terms import Audience, Use
from tests.cameo_service.usecases.world import FACE, STUDIO, World

Key = tuple[str, str]
"""Who asks, with which prompt."""
ASKERS = st.sampled_from(["bob", "eve"])
PROMPTS = st.sampled_from(["@ada sings", "@ada dances"])
KEYS = st.tuples(ASKERS, PROMPTS)
GRANT_US, LEASE_US = 300_000_000, 3_600_000_000


class HeldMachine(RuleBasedStateMachine):
    """`said`: the word of the owner for each question, and when it ends. `alive`: render grants that nothing ended."""

    issued = Bundle("issued")

    @initialize()
    def begin(self) -> None:
        self.world = World()
        for name in ("ada", "bob", "eve"):
            self.world.person(name)
        self.world.enroll("ada")
        self.world.audience("ada", Audience.APPROVED)
        self.world.grant("ada", "bob")
        self.world.grant("ada", "eve")
        self.said: dict[Key, tuple[str, float]] = {}
        self.alive: dict[bytes, tuple[Key, int]] = {}
        self.leased: dict[bytes, tuple[Key, int]] = {}
        self.is_asking = False
        self.choose(each_time=True)

    def _word(self, key: Key) -> str:
        word, ends_us = self.said.get(key, ("none", inf))
        return word if self.world.clock.now_us < ends_us else "none"

    def _narrow(self, asker: str | None = None) -> None:
        """What a raised epoch ends: towards one person, or towards everybody."""
        self.said = {key: word for key, word in self.said.items() if asker not in (None, key[0])}
        for grants in (self.alive, self.leased):
            for envelope in [envelope for envelope, (key, _) in grants.items() if asker in (None, key[0])]:
                del grants[envelope]

    @rule(target=issued, key=KEYS)
    def check(self, key: Key) -> bytes:
        return self._checked(key)

    def _checked(self, key: Key) -> bytes:
        asker, prompt = key
        word = self._word(key) if self.is_asking else "yes"
        if word == "none":
            self.said[key] = ("waiting", self.world.clock.now_us + QUESTION_WAITS_US)
        reply = self.world.check(asker, prompt)
        expected = {"none": "HELD", "waiting": "HELD", "yes": "ALLOWED"}.get(word, "NOT_PERMITTED")
        assert reply.outcome == expected
        if reply.render_grant is None:
            return b""
        self.alive[reply.render_grant] = (key, self.world.clock.now_us)
        return reply.render_grant

    def _ask(self, key: Key) -> bytes:
        asker, prompt = key
        digest = prompt_sha256(prompt.encode())
        return Ask(self.world.people[asker], STUDIO, "job", digest, FACE, Use.PRIVATE).digest()

    @rule(key=KEYS)
    def approve(self, key: Key) -> None:
        is_waiting = self._word(key) == "waiting"
        try:
            self.world.approved("ada", self._ask(key))
        except HeldRenderUnknownError:
            assert not is_waiting
            return
        assert is_waiting
        self.said[key] = ("yes", self.world.clock.now_us + YES_GOOD_FOR_US)

    @rule(key=KEYS)
    def decline(self, key: Key) -> None:
        self.world.declined("ada", self._ask(key))
        word = self._word(key)
        if word in ("yes", "waiting") or word.startswith("used"):
            if word != "waiting":
                self._narrow(key[0])
            self.said[key] = ("no", inf)

    @rule(asker=ASKERS)
    def revoke_and_grant_again(self, asker: str) -> None:
        self.world.revoked("ada", asker)
        self.world.grant("ada", asker)
        self._narrow(asker)

    @rule(each_time=st.booleans())
    def choose(self, *, each_time: bool) -> None:
        if each_time and not self.is_asking:
            self._narrow()
        self.world.asking("ada", each_time=each_time, acting=True)
        self.is_asking = each_time

    @rule(micros=st.sampled_from([1, GRANT_US, LEASE_US, YES_GOOD_FOR_US, QUESTION_WAITS_US]))
    def wait(self, micros: int) -> None:
        self.world.clock.now_us += micros

    @rule()
    def sweep(self) -> None:
        self.world.sweep_held_renders()

    @rule(envelope=issued)
    def fetch(self, envelope: bytes) -> None:
        if envelope not in self.alive:
            return
        key, issued_us = self.alive.pop(envelope)
        word, now_us = self._word(key), self.world.clock.now_us
        is_good = now_us < issued_us + GRANT_US and (word == "yes" or not self.is_asking)
        assert self._succeeds(lambda: self.world.fetched(envelope, key[1])) is is_good
        if is_good:
            self.leased[envelope] = (key, now_us)
            if word == "yes":
                self.said[key] = (f"used {envelope.decode()}", inf)

    @rule(envelope=issued)
    def commit(self, envelope: bytes) -> None:
        if envelope not in self.leased:
            return
        key, fetched_us = self.leased[envelope]
        is_said = self._word(key) == f"used {envelope.decode()}" or not self.is_asking
        is_good = is_said and self.world.clock.now_us < fetched_us + LEASE_US
        assert self._succeeds(lambda: self.world.committed(envelope, key[1], output=envelope)) is is_good

    @rule(key=KEYS, micros=st.sampled_from([0, 0, GRANT_US, YES_GOOD_FOR_US]))
    def ask_answer_and_fetch_twice(self, key: Key, micros: int) -> None:
        self._checked(key)
        self.approve(key)
        self.wait(micros)
        first, second = self._checked(key), self._checked(key)
        self.fetch(first)
        self.commit(first)
        self.fetch(second)

    @rule(key=KEYS, is_revoked=st.booleans())
    def ask_fetch_and_take_back(self, key: Key, *, is_revoked: bool) -> None:
        self._checked(key)
        self.approve(key)
        envelope = self._checked(key)
        self.fetch(envelope)
        if is_revoked:
            self.revoke_and_grant_again(key[0])
        else:
            self.decline(key)
        self.leased.setdefault(envelope, (key, 0))
        self.commit(envelope)
        del self.leased[envelope]

    def _succeeds(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except PublicError:
            return False
        return True


HeldMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestHeldRenders = HeldMachine.TestCase
