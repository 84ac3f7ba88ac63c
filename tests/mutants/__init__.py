"""Safety rules broken on purpose, one at a time. `make mutants` shows that the tests notice each."""
