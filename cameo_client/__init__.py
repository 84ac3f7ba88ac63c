"""Client of the likeness consent service: typed calls and offline verification of render grants."""
