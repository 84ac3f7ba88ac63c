"""The command line of the service, for operators, demos and scripts."""
