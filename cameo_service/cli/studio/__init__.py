"""`cameo studio`: the web pages on which a person records, rules and stops."""
