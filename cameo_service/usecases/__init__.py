"""One file per command or question. No gRPC, no SQL, no models."""
