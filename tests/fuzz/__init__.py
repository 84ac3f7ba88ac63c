"""Hostile inputs: `python -m tests.fuzz` (or `make fuzz`) looks for a crash, a hang or an accept."""
