"""Write what contradicts history, by docs/validation.md, first among the limits of README.md and docs/model.md."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "validation.md"
PAGES = (ROOT / "README.md", ROOT / "docs" / "model.md")
BEGIN, END = "<!-- history -->\n", "<!-- end of history -->\n"
FIRST = "- Contradicts history: "


def with_limits(page: str, report: str) -> str:
    """Give the page with the contradictions of a report between its marks; nothing stands there if there are none."""
    told = [line.removeprefix(FIRST) for line in report.splitlines() if line.startswith(FIRST)]
    block = "".join(f"- **The baseline contradicts history**: {each}\n" for each in told)
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + block + END + rest.partition(END)[2]


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(with_limits(path.read_text("utf-8"), REPORT.read_text("utf-8")), encoding="utf-8")
