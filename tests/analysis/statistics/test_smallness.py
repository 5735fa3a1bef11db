"""Webs that are too small for conclusions."""

import pytest

from analysis.statistics.smallness import too_small
from ecosystem.scenario import Scenario


@pytest.mark.parametrize(
    ("size", "authors_per_topic", "least"), [(199, 100, "200"), (199, 50, "200"), (299, 150, "300"), (50, 500, "1,000")]
)
def test_fewer_than_200_authors_or_two_full_topics_are_too_small(size: int, authors_per_topic: int, least: str) -> None:
    web = Scenario(name="web", size=size).replace(**{"authors.authors_per_topic": authors_per_topic})
    told = too_small(web)
    assert told == f"Too small for conclusions: a web of {size} authors is for tests; ask for at least {least}."
    assert too_small(web.replace(size=int(least.replace(",", "")))) == ""
