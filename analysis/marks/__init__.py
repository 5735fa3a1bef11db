"""What figures and the page both draw: places, colours, texts; no drawing library."""
