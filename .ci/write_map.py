"""Write the map of docs/index.md: the rooms from the top down, each with the first line of its docstring."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = ROOT / "docs" / "index.md"
BEGIN, END = "<!-- map -->\n", "<!-- end of the map -->\n"
IN_SCENARIOS = ("commands", "console", "command_line", "catalogue", "asking", "app")


def rooms(package: str) -> list[str]:
    """List the rooms of a package in the order of its contract."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    ordered = {name: each["layers"] for each in contracts for name in each.get("containers", ())}
    return [name.strip("()") for name in ordered.get(package, IN_SCENARIOS)]


def row(package: str, room: str) -> str:
    """Write what a room is: its path and the first line of its docstring."""
    folder = ROOT / package / room
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    path = f"{package}/{room}/" if folder.is_dir() else f"{package}/{room}.py"
    said = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").splitlines()[0]
    return f"| [`{path}`](../{path}) | {said} |"


def map_of_rooms() -> str:
    """Write the map: a table a package."""
    tables = []
    for package in ("scenarios", "analysis", "ecosystem"):
        head = f"### {package}\n\n| room | what it is |\n| --- | --- |\n"
        tables.append(head + "\n".join(row(package, room) for room in rooms(package)) + "\n")
    return "\n".join(tables)


def with_map(page: str) -> str:
    """Give the page with the map of today between its marks."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "\n" + map_of_rooms() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    INDEX.write_text(with_map(INDEX.read_text(encoding="utf-8")), encoding="utf-8")
