"""Statements as they are written down, and the texts that were compiled from them beforehand."""
