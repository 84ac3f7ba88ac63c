"""All pairs of calls: what the second finds must not be more than what the owner had allowed before the first."""
