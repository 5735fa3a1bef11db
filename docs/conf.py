"""How the pages of the repository become a site: Sphinx reads them where they lie, for `.ci/site`."""

import re
import shutil
from importlib import metadata
from typing import Any

project = "web-ecosystem"
version = release = metadata.version(project)
html_title = f"{project} {release}"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "README"
include_patterns = ["*.md", "docs/**", "scenarios/answers/*"]
exclude_patterns = [".*", "dist", "runs", "tests"]
myst_heading_anchors = 4
autodoc_typehints = "description"
default_role = "code"  # as single backticks are meant in docstrings
napoleon_use_ivar = True  # attributes that are properties have a docstring of their own, too
html_theme = "pydata_sphinx_theme"
# Nothing on a page is asked of others, and nothing of it points to the makers of its tools.
html_theme_options = {"footer_start": [], "footer_end": []}
html_copy_source = False
html_show_sourcelink = False

PUBLIC = ("ecosystem", "analysis", "analysis.figures", "analysis.loops", "scenarios")
"""Packages and rooms that list their public names in `__all__`."""
A_FOLDER = re.compile(r"\]\(((?:\.\./)+(?:ecosystem|analysis|scenarios)[\w/]*/)\)")
"""A link to a room, which has no page: it leads to the file that says what the room is."""


def contents(*pages: str) -> str:
    """Write the hidden list of pages that stand below one."""
    return "\n".join(["", "```{toctree}", ":hidden:", ":glob:", "", *pages, "```", ""])


def names(module: str) -> str:
    """Write what a module makes public, with its docstrings."""
    return f"\n## {module}\n\n```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n```\n"


SITE_ONLY = {
    "README": contents("docs/index", "scenarios/answers/README", "CONTRIBUTING", "CHANGELOG"),
    "docs/index": contents("tutorial", "*", "decisions/*"),
    "docs/api": "".join(map(names, PUBLIC)),
    "scenarios/answers/README": contents("*"),
}
"""What the site adds at the end of a page; where the page is read as a file, it would show as code."""


def _complete(_: Any, page: str, source: list[str]) -> None:
    source[0] = A_FOLDER.sub(r"](\1__init__.py)", source[0]) + SITE_ONLY.get(page, "")


def _begin_with_the_readme(app: Any, error: Exception | None) -> None:
    if error is None:
        shutil.copy(app.outdir / f"{root_doc}.html", app.outdir / "index.html")


def setup(app: Any) -> None:
    """Add to Sphinx what it has no setting for."""
    app.connect("source-read", _complete)
    app.connect("build-finished", _begin_with_the_readme)
