"""Sign-in with an OpenID Connect provider: who is at the page, and what they decide (ADR 0059)."""
