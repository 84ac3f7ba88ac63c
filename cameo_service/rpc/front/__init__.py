"""What stands before every servicer: ports, threads, who calls, the steps around a call, refusals."""
