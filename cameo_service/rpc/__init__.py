"""The gRPC edge: servicers, the interceptor, conversion and the error table."""
