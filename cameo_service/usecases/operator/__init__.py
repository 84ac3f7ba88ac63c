"""The operator's brake, suspension and erasure."""
