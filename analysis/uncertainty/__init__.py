"""What is not known: plausible settings, which of them matter, and where in their space something holds."""
