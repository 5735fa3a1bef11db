"""Studies: one question each, answered by many runs."""
