"""Write docs/glossary.md from the words that the page and reports explain."""

from pathlib import Path

from analysis.reports.markdown import table
from analysis.statistics.glossary import GLOSSARY

PAGE = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
HEAD = """# Glossary

Words that the page, reports and answers use, in plain terms; the page and every report have them too. Names of outcomes
with their units stand in [indicators.md](indicators.md), published figures in [validation.md](validation.md), and what
certainty means in [uncertainty.md](uncertainty.md).
"""


def page() -> str:
    """Write the page."""
    return f"{HEAD}\n{table(('word', 'what it means here'), list(GLOSSARY.items()))}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
