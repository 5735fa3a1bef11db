"""Saved states: a run after any month in a file, as plain values and arrays that nothing is executed to read."""
