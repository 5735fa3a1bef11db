"""What `ecosystem view` tells the page through the environment of its process: where to begin, and for how many."""

SCENARIO_VARIABLE = "ECOSYSTEM_PAGE_SCENARIO"
SIZE_VARIABLE = "ECOSYSTEM_PAGE_SIZE"
VISITORS_VARIABLE = "ECOSYSTEM_PAGE_VISITORS"
