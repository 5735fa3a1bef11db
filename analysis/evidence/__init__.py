"""The real web: published figures, and how a run lies beside them."""
