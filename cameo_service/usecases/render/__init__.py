"""May this job render these people: check, fetch, renew, commit."""
