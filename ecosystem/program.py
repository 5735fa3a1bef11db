"""Which program this is: its version, and a hash of the source that its numbers come from."""

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DISTRIBUTION = "web-ecosystem"
"""Name under which the code is packed."""


def version_of(distribution: str = DISTRIBUTION) -> str | None:
    """Give the version of what is installed; None of what is not."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


@cache
def code_version() -> str:
    """Name the code that runs are made by: version of the package and hash of the source of `ecosystem`.

    Returns
    -------
    str
        E.g. "0.1.0+3f2a9c0d51b7"; any change of a source file changes it.
    """
    return f"{version_of() or '0'}+{source_hash(Path(__file__).parent)}"


def source_hash(home: Path) -> str:
    """Give twelve hexadecimal digits that any change of a source file changes."""
    digest = sha256()
    for path in sorted(home.rglob("*.py"), key=lambda each: each.relative_to(home).as_posix()):
        source = path.read_bytes()
        digest.update(f"{path.relative_to(home).as_posix()}\n{len(source)}\n".encode())
        digest.update(source)
    return digest.hexdigest()[:12]
