"""Attacks made from genuine recordings, with fixed seeds.

Simulated, every one: no paper was printed and no screen was filmed. Judges nothing (`evaluation.scoring`).
"""
