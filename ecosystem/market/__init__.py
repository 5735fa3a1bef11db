"""Money: who pays whom for what, in double entry, and the market for data."""
