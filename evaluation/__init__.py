"""The laboratory: subjects, attacks and metrics that measure the verdict. The service never runs it."""
