"""Subjects, attacks and metrics to measure the verdict with. Nothing here runs while serving."""
