"""Analyses files on the nodes of a Ray cluster, where an operator names one (ADR 0068)."""
