"""The rules of likeness consent: pure decisions over facts in hand. No I/O, no clock, standard library only."""
