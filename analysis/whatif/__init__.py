"""Arms on common draws: comparisons, effects, gains and losses, policies of equal cost, what waiting costs."""
