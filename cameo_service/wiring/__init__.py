"""Parts made from settings and handed to each other, one file for each stretch of a start."""
