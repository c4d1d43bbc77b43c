"""What a process does for its rooms: the connections to them, and what it trains for them."""
