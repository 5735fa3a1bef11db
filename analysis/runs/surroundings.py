"""What runs are made with: Python, packages and the commit of the code; and where the code can be had."""

import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from ecosystem.neighbours import HOME
from ecosystem.program import DISTRIBUTION, version_of

PACKAGES = (DISTRIBUTION, "matplotlib", "mesa", "networkx", "numpy", "pandas", "pyarrow", "pydantic", "scipy")
"""Distributions on which results depend."""


@cache
def surroundings() -> dict[str, Any]:
    """Give what this process makes runs with, as manifests have it.

    Returns
    -------
    dict
        python, packages (versions by name, None of what is not installed), git_commit and git_is_clean (None without
        git).
    """
    commit, is_clean = git_state(HOME) or (None, None)
    packages = {name: version_of(name) for name in PACKAGES}
    return {"python": platform.python_version(), "packages": packages, "git_commit": commit, "git_is_clean": is_clean}


def addresses() -> list[str]:
    """List where the code can be had, as its package says; nothing while it has no public address."""
    try:
        told = metadata(DISTRIBUTION)
    except PackageNotFoundError:
        return []
    urls = [each.partition(",")[2].strip() for each in told.get_all("Project-URL") or []]
    return [url for url in (*urls, told.get("Home-page") or "") if url]


def git_state(folder: Path) -> tuple[str, bool] | None:
    """Name the commit that a folder is at and say whether it is clean; None without git."""
    if not (folder / ".git").exists():
        return None
    try:
        commit, changes = (
            subprocess.run(  # noqa: S603
                ["git", "-C", str(folder), *command],  # noqa: S607
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
            for command in (("rev-parse", "HEAD"), ("status", "--porcelain"))
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return commit, not changes
