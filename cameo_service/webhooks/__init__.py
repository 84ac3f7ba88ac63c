"""Events that are posted to the app: signed, in order, at least once."""
