"""The published history: signed tree heads and tiles in files that anybody may copy and check. Decides nothing."""
