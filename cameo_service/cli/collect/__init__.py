"""`cameo collect`: recordings of consenting volunteers, by files or by the pages of a study, and a report."""
