"""Pages and tables of an evaluation."""
