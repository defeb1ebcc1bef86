"""The inbox: what waits for whom, one screen to decide on, and links that decide from a mail."""
