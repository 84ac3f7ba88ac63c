"""Client of the likeness consent service: typed calls, offline verification of render grants and receipts."""
