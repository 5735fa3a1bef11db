"""The web between agents: sites, links, attention, crawling, and whom rules bind."""
