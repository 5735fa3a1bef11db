"""How commands speak, read settings, run and write files."""
