"""What judging a recording costs, beside a plain script over public nets."""
