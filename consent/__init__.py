"""The rules of likeness consent: pure decisions over facts in hand. No I/O and no clock.

The standard library, a phonetic code (jellyfish) and Unicode properties (regex) only.
"""
