"""From a session to a verdict and a sealed likeness."""
