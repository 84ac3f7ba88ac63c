"""Recordings to observations in worker processes without keys, database or secrets."""
