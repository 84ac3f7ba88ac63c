"""Leaves, trees, receipts and provenance of the history."""
