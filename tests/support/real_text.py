"""Real writing that every Python has: the topics of its help, in two folders."""

from pathlib import Path
from pydoc_data.topics import topics


def write_python_text(folder: Path) -> Path:
    """Write the pages of Python's help into a folder, two topics; some 490,000 letters of English."""
    names = sorted(topics)
    for place, name in enumerate(names):
        topic = folder / ("first" if place < len(names) // 2 else "second")
        topic.mkdir(parents=True, exist_ok=True)
        (topic / f"{name.replace('/', '_')}.txt").write_text(topics[name], encoding="utf-8")
    return folder
