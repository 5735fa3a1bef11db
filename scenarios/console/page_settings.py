"""How `ecosystem view` tells the page with which scenario to begin: through the environment of its process."""

SCENARIO_VARIABLE = "ECOSYSTEM_PAGE_SCENARIO"
SIZE_VARIABLE = "ECOSYSTEM_PAGE_SIZE"
