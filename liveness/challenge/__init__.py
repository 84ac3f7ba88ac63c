"""What a person is asked to say and do."""
