"""What stands on pages, who learns from it and how well: corpus, culture, learners, filters, detectors, lineage."""
