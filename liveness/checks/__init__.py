"""Pure functions from observations and challenge to a result with a reason; `verdict.check_table` lists them all."""
