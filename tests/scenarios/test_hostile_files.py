"""Files that are nothing that was asked for, at every door of the command line that reads one."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.support.commands import call

DOORS = (
    ("run",),
    ("run", "--from"),
    ("compare", "baseline"),
    ("compare", "baseline", "no_ai", "--worlds", "2", "--ensemble"),
    ("worlds", "--file"),
    ("emulate", "--file"),
    ("discover", "--from"),
    ("optimise", "author_levy:share=0..0.1", "--ensemble"),
    ("predict", "--record", "none.csv", "--score"),
    ("predict", "--score", "none.csv", "--record"),
    ("report",),
    ("rerun",),
    ("robust",),
)


def _archive() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../about.json", "{}")
    return data.getvalue()


HOSTILE = {
    "nothing": b"",
    "brackets": b"a = " + b"[" * 10_000,
    "digits": b"size = " + b"9" * 10_000,
    "UTF-16": "name".encode("utf-16"),
    "signs that terminals obey": b'"\\u001b[31m" = "\xe2\x80\xae"',
    "half of a Parquet file": b"PAR1\x15\x04PAR1",
    "an archive with paths that lead out": _archive(),
}


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_a_file_that_is_something_else_is_refused_in_a_line_and_nothing_is_written(
    door: tuple[str, ...], here: Path, record_property: Callable[[str, object], None]
) -> None:
    path = here / "odd.toml"
    for name, data in HOSTILE.items():
        path.write_bytes(data)
        result = call(*door, path)
        assert (result.exit_code, result.stdout) == (2, ""), (name, result.output)
        assert result.stderr.startswith("Error: "), name
        assert "Traceback" not in result.stderr
        assert result.stderr.replace("\n", "").isprintable(), name
    assert list(here.iterdir()) == [path]
    record_property("hostile files at doors of the command line", len(HOSTILE))
