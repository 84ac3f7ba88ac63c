"""What the owner and the app read back: activity, events, receipts, export."""
