"""The four kinds of agents: what each sees, how it decides, and what it then does."""
