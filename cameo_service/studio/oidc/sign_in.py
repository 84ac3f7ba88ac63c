"""Sign-in with a provider: an ID token says who asks, and another one is the person's decision for one act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import urlencode

from cameo_service.clock import Clock
from cameo_service.rpc.identity.tokens import SKEW_S, Claims
from cameo_service.studio.errors import (
    CodeRefusedError,
    DecisionNeededError,
    LoginNotFreshError,
    NonceWrongError,
    NotSignedInError,
    OtherPersonError,
    ProviderAwayError,
)
from cameo_service.studio.oidc.journeys import Journey, Journeys
from cameo_service.studio.oidc.provider import Client, Provider, Tokens
from cameo_service.studio.visitors import Proof, Visitor

SIGN_IN, DECIDE, SIGNED_IN = "/sign-in", "/decide", "/signed-in"
"""Addresses of the studio. The provider has to know the last one."""
RENEWED_S = 240
"""A service believes an assertion for five minutes from its `iat` on; a minute is left for the call, and for clocks."""
LOGIN_AGE_S = 60
"""`max_age` of a decision: the person signed in within this minute, or does it now. Two decisions in a row, such as
those before a recording, ask once."""
NOTHING = Tokens("", "")
LONGEST_NAME = 80
_NAMES = ("preferred_username", "name", "sub")


@dataclass(frozen=True, slots=True)
class ProviderSignIn:
    """The studio makes no assertion: each one is the provider's.

    Args:
        provider: the provider.
        asks: the client of ordinary sign-ins: the service's caller file calls its id `ask_audience`.
        decides: that of decisions: `decide_audience`, with the binding nonce.
        journeys: browsers on their way.
        clock: for the age of tokens.
        acr: how strongly the person has to sign in for a decision (`acr_values`); empty: as the provider likes.
    """

    provider: Provider
    asks: Client
    decides: Client
    journeys: Journeys
    clock: Clock
    acr: str = ""
    people: Sequence[str] = field(default=(), init=False)
    begins_at: str = field(default=SIGN_IN, init=False)

    def opens_to(self, person: object, key: object) -> bool:
        """No person signs in by a name."""
        del person, key
        return False

    async def leaving(self) -> str:
        """Where a browser ends its session at the provider; empty: nowhere."""
        try:
            ends = (await self.provider.endpoints()).ends
        except ProviderAwayError:
            return ""
        home = self.provider.callback.removesuffix(SIGNED_IN) + "/"
        said = urlencode({"client_id": self.asks.id, "post_logout_redirect_uri": home})
        return f"{ends}{'&' if '?' in ends else '?'}{said}" if ends else ""

    async def close(self) -> None:
        """Ends the connections to the provider."""
        await self.provider.close()

    async def asking(self, visitor: Visitor) -> str:
        """The newest ID token.

        Raises:
            NotSignedInError: the provider gives no newer one.
            ProviderAwayError: it does not answer.
        """
        proof = visitor.proof
        async with proof.renewing:
            if self._now_s() - proof.issued_s >= RENEWED_S:
                await self._renew(visitor)
            return proof.token

    async def deciding(self, visitor: Visitor, digest: str) -> str:
        """The person's decision, once they came back with it.

        Raises:
            DecisionNeededError: they have to go to the provider for it.
        """
        token, issued_s = visitor.proof.decided.get(digest, ("", 0))
        if not token or self._now_s() - issued_s >= RENEWED_S:
            visitor.proof.ask(digest)
            raise DecisionNeededError(digest)
        return token

    async def way_to_sign_in(self, journey: Journey) -> str:
        """The URL that signs a person in."""
        return await self.provider.way_there(
            self.asks, state=journey.state, nonce=journey.nonce, verifier=journey.verifier
        )

    async def way_to_decide(self, journey: Journey) -> str:
        """The URL that asks the person to decide. The nonce is the digest of the act: so the answer is bound to it."""
        strength = {"acr_values": self.acr} if self.acr else {}
        return await self.provider.way_there(
            self.decides,
            state=journey.state,
            nonce=journey.nonce,
            verifier=journey.verifier,
            max_age=str(LOGIN_AGE_S),
            **strength,
        )

    async def signed_in(self, journey: Journey, code: str) -> tuple[str, str, Proof]:
        """Account, name and proof of a person who comes back from a sign-in.

        Raises:
            StudioError, TokenError: what the provider gave is not the answer to this journey.
        """
        tokens = await self.provider.exchanged(self.asks, code, journey.verifier)
        claims = await self._answered(tokens, self.asks, journey)
        name = next(said for key in _NAMES if isinstance(said := claims.more.get(key), str) and said)
        return claims.sub, name[:LONGEST_NAME], Proof(tokens.id_token, claims.issued_s, tokens.refresh)

    async def decided(self, journey: Journey, code: str, visitor: Visitor) -> None:
        """Takes the decision of a person who comes back with it.

        Raises:
            StudioError, TokenError: as `signed_in`; or another person decided, or one who signed in long ago.
        """
        tokens = await self.provider.exchanged(self.decides, code, journey.verifier)
        claims = await self._answered(tokens, self.decides, journey)
        if claims.sub != visitor.sub:
            raise OtherPersonError("Confirm it with the account that is signed in here, or sign out first.")
        signed_in_s = claims.more.get("auth_time")
        # Core 3.1.3.7, rule 13; the service asks once more, by its caller file.
        if type(signed_in_s) is not int or self._now_s() - signed_in_s > LOGIN_AGE_S + SKEW_S:
            raise LoginNotFreshError("Sign in once more at the identity provider to confirm this.")
        visitor.proof.decide(journey.nonce, tokens.id_token, claims.issued_s)

    async def _answered(self, tokens: Tokens, client: Client, journey: Journey) -> Claims:
        claims = await self.provider.verified(tokens.id_token, client)
        nonce = claims.more.get("nonce")
        if not isinstance(nonce, str) or not compare_digest(nonce.encode(errors="replace"), journey.nonce.encode()):
            raise NonceWrongError("Sign in once more: the answer belongs to another sign-in.")
        return claims

    async def _renew(self, visitor: Visitor) -> None:
        proof = visitor.proof
        try:
            tokens = await self.provider.refreshed(self.asks, proof.refresh) if proof.refresh else NOTHING
        except CodeRefusedError:
            tokens = NOTHING
        claims = await self.provider.verified(tokens.id_token, self.asks) if tokens.id_token else None
        # Core 12.2: a renewed token is about the same person.
        if claims is None or claims.sub != visitor.sub:
            visitor.end()
            raise NotSignedInError("Sign in again.")
        proof.token, proof.issued_s = tokens.id_token, claims.issued_s
        proof.refresh = tokens.refresh or proof.refresh

    def _now_s(self) -> int:
        return self.clock.utc_us() // 1_000_000
