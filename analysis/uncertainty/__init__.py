"""What is not known: plausible settings and worlds, which of them matter, where something holds, and how sure it is."""
