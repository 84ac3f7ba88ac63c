"""Every number that decides: named, with its unit and its source."""
