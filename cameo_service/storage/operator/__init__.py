"""What an operator runs on the files of a deployment: an audit, and the restore of a backup."""
