"""CITATION.cff holds to what Citation File Format 1.2.0 asks, and to pyproject.toml."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {"cff-version", "message", "title", "authors"}
KNOWN = NEEDED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url"),
    *("preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type", "url"),
    *("version",),
}
ENTITY = {
    *("address", "alias", "city", "country", "date-end", "date-start", "email", "fax", "location", "name", "orcid"),
    *("post-code", "region", "tel", "website"),
}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return content


def test_it_has_what_the_format_asks_and_nothing_that_it_does_not_know(told: dict[str, Any]) -> None:
    assert NEEDED <= told.keys() <= KNOWN
    assert told["cff-version"] == "1.2.0"
    assert told["type"] in {"software", "dataset"}
    for name in ("message", "title"):
        assert isinstance(told[name], str)
        assert told[name].strip()
    assert len(told["keywords"]) == len(set(told["keywords"]))
    assert all(isinstance(word, str) and word for word in told["keywords"])


def test_its_authors_are_entities_with_a_name(told: dict[str, Any]) -> None:
    assert told["authors"]
    for author in told["authors"]:
        assert {"name"} <= author.keys() <= ENTITY
        assert author["name"].strip()


def test_version_licence_and_authors_are_those_of_the_package(told: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert told["version"] == project["version"]
    assert told["license"] == project["license"]
    assert [each["name"] for each in told["authors"]] == [each["name"] for each in project["authors"]]
    assert told["title"].startswith(project["name"])


def test_it_has_a_date(told: dict[str, Any]) -> None:
    assert type(told["date-released"]) is date
