"""Who calls, and for which person, on a real network: certificates, signed tokens, and the caller file."""
