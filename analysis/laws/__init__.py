"""Published results on model collapse and on the economics of AI content, laid beside what is measured here."""
