"""Intervals, inference within pairs, Shapley values, and how numbers are written."""
