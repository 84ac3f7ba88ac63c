"""Telling renderers what was taken back: one process that reads the outbox and fans it out."""
