"""Check that what is built holds what it is to hold, and nothing else: python .ci/packed.py FOLDER...

Each folder has a wheel, a source archive, or both. A wheel holds the files of the three packages and what says what it
is; the source archive what pyproject.toml lists. Which files there are is what git keeps or would keep.
"""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILDS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
IN_EVERY_WHEEL = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
IN_EVERY_ARCHIVE = {"PKG-INFO", "pyproject.toml", ".gitignore"}


def kept(places: list[str]) -> set[str]:
    """Give the files of this repository in some places."""
    asked = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *places)
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return set(told.stdout.splitlines())


def in_wheel(path: Path) -> set[str]:
    """Give the members of a wheel; those that say what it is without their folder."""
    marks = f"{'-'.join(path.name.split('-')[:2])}.dist-info/"
    return {name.removeprefix(marks) for name in zipfile.ZipFile(path).namelist()}


def in_archive(path: Path) -> set[str]:
    """Give the files of a source archive without the folder that holds them all."""
    with tarfile.open(path) as archive:
        return {each.name.partition("/")[2] for each in archive if each.isfile()}


def faults(folder: Path) -> list[str]:
    """Say what is missing in what was built in a folder, and what is too much."""
    wheel = kept(BUILDS["wheel"]["packages"]) | IN_EVERY_WHEEL
    archive = kept([each.removeprefix("/") for each in BUILDS["sdist"]["include"]]) | IN_EVERY_ARCHIVE
    pairs = [(path, in_wheel(path), wheel) for path in folder.glob("*.whl")]
    pairs += [(path, in_archive(path), archive) for path in folder.glob("*.tar.gz")]
    told = [] if pairs else [f"{folder}: nothing was built"]
    for path, has, is_to_have in pairs:
        told += [f"{path.name}: lacks {name}" for name in sorted(is_to_have - has)]
        told += [f"{path.name}: holds {name}" for name in sorted(has - is_to_have)]
    return told


if __name__ == "__main__":
    sys.exit("\n".join(line for folder in sys.argv[1:] for line in faults(Path(folder))) or None)
