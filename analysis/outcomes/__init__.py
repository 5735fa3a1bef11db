"""What one run shows, as tables and sentences."""
