"""Other systems: which there are, and how the desk speaks to them."""
