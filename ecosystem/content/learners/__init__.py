"""Learners: what a model is, fitted to additive statistics of pages; one module per family."""
