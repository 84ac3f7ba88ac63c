"""Analyses recordings in worker processes that hold no key, no database and no secret."""
