"""Attacks made from genuine recordings, with fixed seeds.

All of them are simulated: no paper was printed and no screen was filmed. `evaluation.scoring` judges them.
"""
