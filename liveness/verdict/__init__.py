"""Observations, challenge and policy -> verdict."""
