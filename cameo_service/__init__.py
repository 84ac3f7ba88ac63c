"""The service: use cases and the edges around them."""
