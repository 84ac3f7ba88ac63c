"""Biometric verification: a recording and a challenge in, a verdict and templates out.

Knows no user, no gRPC, no SQL and no clock; time and chance come in as arguments.
"""
