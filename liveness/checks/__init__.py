"""One file per check: pure functions from observations (and the challenge) to a result with a reason."""
