"""What figures say."""

from matplotlib.figure import Figure


def tells(figure: Figure, finding: str) -> bool:
    """Whether title and, where that is full, the beginning of the note say a finding."""
    title, note = (" ".join(text.split()) for text in (figure.get_suptitle(), figure.get_supxlabel()))
    rest = finding.removeprefix(title)
    return finding.startswith(title) and note.lower().startswith(rest.lstrip(" ;:,.").lower())
