"""Events that are posted to the app: signed, at least once, in order."""
