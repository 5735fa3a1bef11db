"""Content worlds of the generational loop: a truth, the pages drawn from it or from models, and a learner."""
