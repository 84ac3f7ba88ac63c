"""Commands of an operator on the files of a deployment: settings, schema, backups, restores."""
