"""Pure functions from observations and challenge to a result with a reason, listed in `liveness.verdict.check_table`."""
