"""Reports of runs, comparisons and validations, and the files that a run leaves."""
