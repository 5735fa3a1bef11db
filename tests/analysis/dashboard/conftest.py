import pytest

from analysis.dashboard.page_model import PageModel
from scenarios.catalogue import catalogue


@pytest.fixture(scope="package")
def model() -> PageModel:
    """A small web after a few months."""
    small = PageModel(catalogue()["baseline"], size=60, months=24)
    small.run_for(14)
    return small
