"""Which runs are made, how, and where they are kept."""
