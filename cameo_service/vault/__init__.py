"""Envelope encryption, the key ring and signing keys."""
