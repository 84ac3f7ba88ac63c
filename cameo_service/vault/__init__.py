"""Keys: envelope encryption, the key ring, and signatures of grants."""
