"""The watch: one process that reads the outbox and streams revocations to renderers."""
