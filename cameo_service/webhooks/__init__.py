"""Webhooks: posts events to the app, signed, in order, at least once."""
