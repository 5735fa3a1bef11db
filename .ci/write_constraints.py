"""Write constraints.txt, the pinned versions for users of pip, from pyproject.toml."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def constraints() -> str:
    """Return the text of constraints.txt: one pinned version a line, sorted by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = sorted(project["tool"]["uv"]["constraint-dependencies"])
    return "# Generated from pyproject.toml by .ci/write_constraints.py\n" + "\n".join(pins) + "\n"


if __name__ == "__main__":
    (ROOT / "constraints.txt").write_text(constraints(), encoding="utf-8")
